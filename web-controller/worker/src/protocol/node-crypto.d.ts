/** The used part of the runtime's `node:crypto`; the platform's own types leave it out. */
declare module 'node:crypto' {
  interface Hash {
    update(text: string): Hash;
    digest(encoding: 'base64url'): string;
  }
  export function createHash(algorithm: 'sha256'): Hash;
  export function randomBytes(count: number): { toString(encoding: 'base64url'): string };
  export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean;
}
