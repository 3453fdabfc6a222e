// The page's address without an invitation: on a larger screen the game is meant, if this host has it, on a phone the controller.

const GAME = './play/';
/** A screen whose shorter side has fewer CSS pixels is a phone's. */
const LARGE_PX = 600;
/** The game's link to the controller has this in its query: then nothing is meant but the controller. */
const CONTROLLER = 'controller';

/**
 * Whether the game is to be shown instead of the controller.
 * @param {{ width: number, height: number }} screen CSS pixels
 * @param {string} query such as `location.search`
 */
export const prefersGame = ({ width, height }, query) =>
  Math.min(width, height) >= LARGE_PX && !new URLSearchParams(query).has(CONTROLLER);

/** Whether this host has the game; others answer with nothing, or with a page of their own. @param {typeof globalThis.fetch} fetch */
export async function hasGame(fetch) {
  const { ok, headers } = await fetch(`${GAME}manifest.json`, { method: 'HEAD' });
  return ok && (headers.get('content-type')?.startsWith('application/json') ?? false);
}

/** Leads to the game, or shows the link to it. */
export async function land() {
  if (!(await hasGame(fetch))) return;
  if (prefersGame(screen, location.search)) return location.replace(GAME);
  const link = document.getElementById('to-game');
  if (link) link.hidden = false;
}
