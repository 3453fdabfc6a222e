/** Answers to requests: JSON, and errors that reveal no more than the protocol does. */

import { type ErrorCode, errorBody, statusOf } from '../protocol/bodies';

export function json(status: number, body: object, more: Record<string, string> = {}): Response {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', ...more };
  return new Response(JSON.stringify(body), { status, headers });
}

/** The answer to a request that failed. */
export function failure(error: ErrorCode, more: Record<string, string> = {}): Response {
  return json(statusOf(error), errorBody(error), more);
}

/** The answer to a client that has exceeded a limit. */
export function limited(waitMs: number): Response {
  return failure('rate_limited', { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) });
}
