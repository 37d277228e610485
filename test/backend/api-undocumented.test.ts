import { Validator } from '@seriousme/openapi-schema-validator';
import { chromium } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { operations } from '../../src/backend/openapi/operations.ts';
import { startBackend } from './support/backend.ts';

interface Documented {
  summary?: string;
  description?: string;
  security?: object[];
  requestBody?: object;
  parameters?: { name: string; in: string; required?: boolean }[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Documented>>;
  components: { securitySchemes: object };
}

async function published() {
  const { url, server } = await startBackend();
  const document = (await (await fetch(`${url}/v1/openapi.json`)).json()) as Document;
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );
  return { url, server, document, all: new Map(all) };
}

test('the document is valid OpenAPI 3.1', async () => {
  const { document } = await published();
  const { valid, errors } = await new Validator().validate({ ...structuredClone(document) });
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(document.openapi).toBe('3.1.0');
});

test('every route of the API is in the document, and nothing else is', async () => {
  const { server, all } = await published();
  // Fastify's own list: an indented tree of paths, each line with its methods.
  const routes: string[] = [];
  const path: string[] = [];
  for (const line of server.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', piece = '', methods] = /^([│ ]*)[├└]── (\S+)(?: \((.+)\))?$/.exec(line) ?? [];
    path.length = indent.length / 4;
    path.push(piece);
    for (const method of methods?.split(', ') ?? []) routes.push(`${method} ${path.join('')}`);
  }
  const own = routes
    .filter((route) => route.includes(' /v1/') && !/^(HEAD|OPTIONS) | \/v1\/(docs|openapi\.json)/.test(route))
    .map((route) => route.replaceAll(/:(\w+)/g, '{$1}'));
  expect(own.length).toBeGreaterThan(25);
  expect([...all.keys()].toSorted()).toEqual(own.toSorted());
  expect(Object.keys(operations).toSorted()).toEqual(own.toSorted());
});

test('every operation has words, its errors, and says who may ask', async () => {
  const { all } = await published();
  for (const [name, { summary, description, responses, security }] of all) {
    expect([name, Boolean(summary && description)]).toEqual([name, true]);
    expect([name, Object.keys(responses.default?.content ?? {})]).toEqual([name, ['application/problem+json']]);
    expect([name, Object.keys(responses).length >= 2, Array.isArray(security)]).toEqual([name, true, true]);
  }
});

/** Signing in makes a session each time; a code with which a kiosk enrols serves once. */
const withoutKey = ['POST /v1/enrolments', 'POST /v1/staff-sessions'];

test('every POST that creates something wants an idempotency key', async () => {
  const { all } = await published();
  const posts = [...all].filter(([name]) => name.startsWith('POST '));
  const keyed = posts.filter(([, { parameters = [] }]) =>
    parameters.some(
      (parameter) => parameter.in === 'header' && parameter.name === 'idempotency-key' && parameter.required,
    ),
  );
  const keys = new Set(keyed.map(([name]) => name));
  expect(
    posts
      .map(([name]) => name)
      .filter((name) => !keys.has(name))
      .toSorted(),
  ).toEqual(withoutKey);
});

test('the page shows every operation, from this server alone and under a policy that lets nothing else in', async () => {
  const { url, all } = await published();
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  const response = await page.goto(`${url}/v1/docs`);
  const policy = response?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  await page.waitForSelector('.opblock');
  expect(await page.locator('.opblock').count()).toBe(all.size);
  expect(asked.filter((address) => !address.startsWith(url) && !address.startsWith('data:'))).toEqual([]);
  expect(complaints).toEqual([]);
});
