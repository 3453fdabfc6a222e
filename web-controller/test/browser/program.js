// Location of the project's own programs.

import { join } from 'node:path';

/** The path of a program that cargo has built. @param {string} name */
export function program(name) {
  const folder = process.env.FULL_TILT_BIN;
  if (!folder) throw new Error('set FULL_TILT_BIN to the folder that cargo builds programs into, such as target/debug');
  return join(folder, name);
}
