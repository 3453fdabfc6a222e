/** Reads JSON from others, without trusting any of it. */

import { isDeepStrictEqual } from 'node:util';

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

const UTF8 = new TextEncoder();

/** Returns the value, or `undefined` if the text is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns whether it is a whole number from `least` to `most`. */
export function isWhole(value: Json | undefined, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

/** Returns its length in UTF-8. */
export function byteLength(text: string): number {
  return UTF8.encode(text).length;
}

/** Returns whether two values are equal; the order of an object's members does not count. */
export function isSameJson(one: Json | undefined, other: Json | undefined): boolean {
  return isDeepStrictEqual(one, other);
}
