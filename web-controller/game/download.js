// The download of the game's wasm module, with progress.

/** A failure that may be over at the next attempt, unlike a browser that cannot run the game. */
export class LoadError extends Error {}

/**
 * Starts a download and reports the bytes that have arrived. Returns the response itself, to be compiled while it arrives: a
 * copy of it is counted, because browsers keep compiled code only of a response that comes from the network unchanged.
 * @param {string} address
 * @param {(bytes: number) => void} onBytes called with the bytes so far, as they are after decompression
 * @param {typeof globalThis.fetch} [fetch]
 * @returns {Promise<Response>}
 */
export async function download(address, onBytes, fetch = globalThis.fetch) {
  const response = await fetch(address).catch((error) => {
    throw new LoadError(`${address}: ${error}`);
  });
  if (!response.ok) throw new LoadError(`${address}: ${response.status}`);
  // A broken download fails the compilation too, which reports it.
  void countBytes(response.clone(), onBytes).catch(() => {});
  return response;
}

/** @param {Response} response @param {(bytes: number) => void} onBytes */
async function countBytes(response, onBytes) {
  const reader = response.body?.getReader();
  let bytes = 0;
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) onBytes((bytes += part.value.length));
}
