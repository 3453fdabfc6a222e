/** Bodies of the HTTP interface. */

import type { ErrorCode as SharedErrorCode } from '../../../shared/protocol.js';
import { isObject, isWhole, parseJson } from './json';
import { MAX_PEERS } from './limits';

export type { RoomInfo } from '../../../shared/protocol.js';

/** Status and sentence of every error that a request can cause: the protocol's, but without a disk, and two of this edition's. */
const ERRORS = {
  bad_request: [400, 'The request is malformed.'],
  forbidden_origin: [403, 'Pages of this origin may not use this relay.'],
  room_not_found: [404, 'There is no room with this code.'],
  not_found: [404, 'There is nothing here.'],
  method_not_allowed: [405, 'This address does not answer to that method.'],
  too_large: [413, 'The request is too large.'],
  rate_limited: [429, 'There were too many requests from your address; wait a moment.'],
  head_too_large: [431, 'The head of the request is too large.'],
  internal: [500, 'Something went wrong here; try again.'],
  no_room_code: [503, 'The relay is full; try again later.'],
} as const satisfies Record<Exclude<SharedErrorCode, 'cannot_keep'> | 'head_too_large' | 'internal', unknown>;

export type ErrorCode = keyof typeof ERRORS;

/** Returns the number of seats that `POST /api/rooms` asks for, or `null` if its body is neither empty nor a valid object. */
export function parseCreateRoom(body: string): number | null {
  if (body === '') return MAX_PEERS;
  const value = parseJson(body);
  if (!isObject(value)) return null;
  const { maxPeers = MAX_PEERS } = value;
  return isWhole(maxPeers, 1, MAX_PEERS) ? maxPeers : null;
}

/** The HTTP status of an error. */
export function statusOf(error: ErrorCode): number {
  return ERRORS[error][0];
}

/** The body of an error: never more than these two members, whatever happened. */
export function errorBody(error: ErrorCode): { error: ErrorCode; message: string } {
  return { error, message: ERRORS[error][1] };
}
