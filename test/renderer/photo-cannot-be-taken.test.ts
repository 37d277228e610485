import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { headlessFlags } from '../../scripts/demonstration/headless.ts';
import { usualSettings } from '../../src/contract/settings.ts';
import { judge, toGrey, type Frame } from '../../src/renderer/camera/frame.ts';
import { listenTo } from './heard.ts';
import { openStage, viewOf } from './stage.ts';
import { openKiosk, ghostTapOver } from './support.ts';

const question = {
  name: 'question',
  question: { kind: 'photo', title: { vi: 'Chụp ảnh chân dung', en: 'Take your photo' } },
} as const;

/** Somebody before a wall, in greys from `dark` to `light`. */
function scene(width: number, height: number, dark = 60, light = 190): Frame {
  const grey = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const face = ((x - width / 2) / (width / 5)) ** 2 + ((y - height / 2) / (height / 3)) ** 2 < 1;
      const stripe = (x >> 3) % 2 === (y >> 3) % 2;
      grey[y * width + x] = face ? light : stripe ? dark : (dark + light) / 2;
    }
  return { grey, width, height };
}

/** Each value the mean of those within `radius` of it, as an eye sees that moves. */
function blurred({ grey, width, height }: Frame, radius: number): Frame {
  const mean = grey.map((_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    let sum = 0;
    for (let by = -radius; by <= radius; by++) sum += grey[y * width + Math.min(width - 1, Math.max(0, x + by))] ?? 0;
    return sum / (2 * radius + 1);
  });
  return { grey: mean, width, height };
}

describe('what the camera sees is judged before the photo', () => {
  const good = scene(150, 200);

  it.each([
    ['a face in usual light', good, 'good'],
    ['a room without light', scene(150, 200, 5, 70), 'dark'],
    ['a lamp that blinds it', scene(150, 200, 220, 255), 'bright'],
    ['a window behind the person', { ...good, grey: good.grey.map((grey) => (grey === 125 ? 255 : grey)) }, 'bright'],
    ['nothing but a grey wall', { ...good, grey: good.grey.map(() => 128) }, 'blurred'],
    ['somebody who moves', blurred(blurred(good, 8), 8), 'blurred'],
  ] as const)('%s', (_, frame, sight) => {
    expect(judge(frame)).toBe(sight);
  });

  it('greys colours as the eye weighs them', () => {
    const data = new Uint8ClampedArray([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255]);
    expect([...toGrey({ data, width: 4, height: 1 }).grey]).toEqual([76, 150, 29, 255]);
  });
});

/** A film of the scene for Chromium's own fake camera. */
function film(frames = 4): Buffer {
  const [width, height] = [640, 480];
  const picture = Buffer.concat([
    Buffer.from('FRAME\n'),
    scene(width, height).grey,
    Buffer.alloc((width * height) / 2, 128),
  ]);
  const header = Buffer.from(`YUV4MPEG2 W${String(width)} H${String(height)} F10:1 Ip A1:1 C420mpeg2\n`);
  return Buffer.concat([header, ...Array.from({ length: frames }, () => picture)]);
}

/** Width and height as the JPEG's start of frame says them. */
function sizeOf(jpeg: Buffer): [number, number] {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg.readUInt16BE(at);
    if (marker >= 0xffc0 && marker <= 0xffc2) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
  }
  throw new Error('no JPEG');
}

describe('a kiosk with a camera', () => {
  let folder: string;
  let browser: Browser;
  let stage: Awaited<ReturnType<typeof openStage>>;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tram-film-'));
    const file = join(folder, 'person.y4m');
    await writeFile(file, film());
    stage = await openStage(inject('pageFolder'));
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      chromiumSandbox: process.getuid?.() !== 0,
      args: [...headlessFlags, '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`],
    });
    const context = await browser.newContext({ viewport: { width: 1080, height: 1920 }, permissions: ['camera'] });
    page = await context.newPage();
    await page.addInitScript(() => {
      const streams: MediaStream[] = [];
      Object.assign(window, { streams });
      const { mediaDevices } = navigator;
      const open = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (wanted) => {
        const stream = await open(wanted);
        streams.push(stream);
        return stream;
      };
    });
    await page.goto(stage.address);
  });
  afterAll(async () => {
    await browser.close();
    await stage.close();
    await rm(folder, { recursive: true });
  });

  it('counts down, shows the photo, takes another, sends it, and its light goes out', async () => {
    const ear = await listenTo({ page });
    await ear.hearOutAlways();
    stage.play({ ...viewOf(question, 1), settings: { ...usualSettings, voice: { ...usualSettings.voice, on: true } } });
    await page.getByText('Đưa mặt vào khung, nhìn vào ống kính.').waitFor();
    await page.waitForTimeout(ghostTapOver);
    await page.getByRole('button', { name: 'Chụp ảnh' }).click();
    await expect
      .poll(() => ear.said(), { timeout: 10_000 })
      .toMatch(/nhìn vào ống kính.* · ba · hai · một · ảnh này dùng được không · một · dùng ảnh này · hai · chụp lại$/);
    await page.getByRole('button', { name: 'Chụp lại' }).click();
    await page.getByRole('button', { name: 'Chụp ảnh' }).click();
    await page.getByRole('button', { name: 'Dùng ảnh này' }).click();

    await expect.poll(() => stage.commands.length).toBe(1);
    const [command] = stage.commands;
    if (command?.type !== 'photo') throw new Error('no photo');
    expect(sizeOf(Buffer.from(command.jpeg, 'base64'))).toEqual([600, 800]);
    expect(command.jpeg.length).toBeGreaterThan(5_000);

    stage.play(viewOf({ name: 'cleared', cardLeft: false }, 2));
    await page.locator('[data-page="cleared"]').waitFor();
    const states = await page.evaluate(() =>
      (window as unknown as { streams: MediaStream[] }).streams.flatMap((stream) =>
        stream.getTracks().map((track) => `${track.kind} ${track.readyState}`),
      ),
    );
    expect(states).toEqual(['video ended']);
    expect(await page.content()).not.toContain(command.jpeg.slice(0, 40));
  });
});

it('a kiosk without a camera, or that may not use it, sends to the desk', async () => {
  const kiosk = await openKiosk();
  await kiosk.show(question);
  await kiosk.page.getByText('Nhân viên sẽ chụp tại quầy.').waitFor();
  await kiosk.page.waitForTimeout(ghostTapOver);
  await kiosk.page.getByRole('button', { name: 'Tiếp tục' }).click();
  await expect.poll(() => kiosk.stage.commands).toEqual([{ type: 'confirm' }]);
  await kiosk.close();
});
