import http from 'node:http';
import https from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import { parseJson } from '../json.ts';

// What clients of the state's services have in common.

export const isPrivate = (url: string): boolean =>
  url.startsWith('https:') || ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(url).hostname);

const answerLimit = 1_048_576;

/** Straight to this one server: no proxy of the environment's, no redirect. Every answer is bytes, whatever its status. */
export const outgoing = (baseURL: string): AxiosInstance =>
  axios.create({
    baseURL,
    adapter: 'http',
    proxy: false,
    maxRedirects: 0,
    maxContentLength: answerLimit,
    // A kept connection that the other side has just closed would look like an outage.
    httpAgent: new http.Agent({ keepAlive: false }),
    httpsAgent: new https.Agent({ keepAlive: false }),
    responseType: 'arraybuffer',
    validateStatus: () => true,
  });

const byteOrderMark = Buffer.of(0xef, 0xbb, 0xbf);

/** @returns undefined where it is no JSON */
export function fromJson(bytes: Buffer): unknown {
  try {
    return parseJson(bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
