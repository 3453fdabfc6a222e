/** Secrets that prove a right: to be the host of a room, or to sit in a seat. The side that checks one stores only its hash. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 128 random bits. */
const BYTES = 16;
const UTF8 = new TextEncoder();

/** Draws a token: base64url without padding (22 characters). */
export function randomToken(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** The stored form of a token: its SHA-256, base64url. A token has 128 random bits, so nothing slower is needed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Returns whether `presented` is the token with this hash, in a time that does not depend on how much of it is right. */
export function matchesHash(hash: string, presented: string): boolean {
  const [kept, other] = [hash, hashToken(presented)].map((text) => UTF8.encode(text));
  return kept !== undefined && other !== undefined && kept.length === other.length && timingSafeEqual(kept, other);
}
