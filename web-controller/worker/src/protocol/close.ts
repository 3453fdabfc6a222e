/** Reasons for closing a socket: the codes of close frames, with a sentence for people. */

import { type CLOSE, CLOSE_REASONS } from '../../../shared/limits.js';

export { CLOSE } from '../../../shared/limits.js';

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/** A sentence for people. */
export function reasonOf(code: CloseCode): string {
  return CLOSE_REASONS[code];
}
