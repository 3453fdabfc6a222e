// A connection between a phone and the game that can be cut, as when a phone's network goes.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * Listens on a free port and passes everything on to the game.
 * @param {string} url the game's
 */
export async function lineTo(url) {
  const { hostname, port } = new URL(url);
  /** @type {Set<import('node:net').Socket>} */
  const ends = new Set();
  let isCut = false;
  const server = createServer((phone) => {
    if (isCut) return void phone.destroy();
    const game = connect(Number(port), hostname);
    phone.pipe(game).pipe(phone);
    const end = () =>
      [phone, game].forEach((side) => {
        ends.delete(side);
        side.destroy();
      });
    for (const side of [phone, game]) {
      ends.add(side);
      side.on('error', end).on('close', end);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  const through = new URL(url);
  through.port = String(address.port);
  return {
    /** The game's link, through this connection. */
    url: through.href,
    /** Lets nothing through any more, on connections that stay open, and accepts no new ones. */
    cut() {
      isCut = true;
      ends.forEach((side) => side.unpipe().pause());
    },
    /** Accepts connections again; those that were open before stay dead. */
    mend: () => void (isCut = false),
    close() {
      server.close();
      ends.forEach((side) => side.destroy());
    },
  };
}
