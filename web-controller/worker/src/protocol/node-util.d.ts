/** The used part of the runtime's `node:util`; the platform's own types leave it out. */
declare module 'node:util' {
  export function isDeepStrictEqual(one: unknown, other: unknown): boolean;
}
