// A party as seen on one phone, scene by scene: the game's messages, and a sign that the phone shows them.

/** @typedef {import('../../page/net/protocol.js').HostMessage | import('../../page/party/types.js').GameMessage} Told */
/** @typedef {{ name: string, says: Told[], sign: string }} Scene */

const ROUND = { mode: 'survival', round: 2, rounds: 5 };

/**
 * @param {string} name the player's
 * @param {string} other the player who catches them
 * @returns {Scene[]} in this order
 */
export function party(name, other) {
  /** @param {Partial<Extract<import('../../page/party/types.js').GameMessage, { type: 'score' }>>} change @returns {Told} */
  const score = (change) => ({
    type: 'score',
    score: 120,
    best: 250,
    alive: true,
    place: 3,
    of: 8,
    state: 'alive',
    ...change,
  });
  return [
    {
      name: 'lobby',
      says: [
        { type: 'you', slot: 6, name, colour: '#56b4e9', shape: 'star', pattern: 'ring' },
        { type: 'phase', phase: 'lobby', mode: 'survival' },
        { type: 'votes', votes: 2, of: 5, mine: false },
      ],
      sign: 'body[data-voted="false"] #votes',
    },
    {
      name: 'lobby-ready',
      says: [{ type: 'votes', votes: 3, of: 5, mine: true }],
      sign: 'body[data-voted="true"] #votes',
    },
    {
      name: 'introduction',
      says: [
        { type: 'phase', phase: 'introduction', mode: 'serpent', round: 3, rounds: 12, seconds: 5 },
        { type: 'votes', votes: 4, of: 15, mine: false, vetoes: 0 },
      ],
      sign: '#veto',
    },
    {
      name: 'introduction-ready',
      says: [
        { type: 'phase', phase: 'introduction', mode: 'knock_out', round: 10, rounds: 12, seconds: 5 },
        { type: 'votes', votes: 14, of: 15, mine: true, vetoes: 2 },
      ],
      sign: 'body[data-voted="true"] #intro-title:has-text("Knock")',
    },
    {
      name: 'countdown',
      says: [
        { type: 'phase', phase: 'countdown', ...ROUND, seconds: 3 },
        { type: 'here', x: 0.2, y: 0.7, heading: -30 },
      ],
      sign: '#here',
    },
    { name: 'playing', says: [{ type: 'phase', phase: 'playing', ...ROUND }, score({})], sign: '#standing' },
    {
      name: 'thumb-ready',
      says: [{ type: 'thumb', action: 'reverse', ready: true, charge: 1, taken: 0 }],
      sign: 'body[data-action="ready"] #action',
    },
    {
      name: 'thumb-charging',
      says: [{ type: 'thumb', action: 'magnet', ready: false, charge: 0.4, taken: 0 }],
      sign: 'body[data-action="charging"] #action',
    },
    {
      name: 'ghost',
      says: [
        { type: 'fate', cause: 'tail', by: other, colour: '#ffb000', next: 'ghost' },
        score({ score: 80, place: 5, state: 'ghost' }),
      ],
      sign: 'body[data-being="ghost"] #why',
    },
    {
      name: 'spirit',
      says: [
        { type: 'fate', cause: 'head', by: other, colour: '#ffb000', next: 'spirit' },
        score({ alive: false, score: 12345, place: 15, of: 15, state: 'spirit' }),
      ],
      sign: 'body[data-being="spirit"] #why',
    },
    {
      name: 'parked',
      says: [score({ alive: false, place: 6, state: 'parked' })],
      sign: 'body[data-being="parked"]',
    },
    {
      name: 'out',
      says: [{ type: 'fate', cause: 'edge', next: 'wait' }, score({ alive: false, place: 7, state: 'out' })],
      sign: 'body[data-being="out"] #why',
    },
    {
      name: 'results',
      says: [
        { type: 'phase', phase: 'results', ...ROUND, seconds: 10 },
        { type: 'result', place: 2, of: 8, points: 120, total: 250, winner: other, last: false, awards: ['greediest'] },
        { type: 'votes', votes: 2, of: 8, mine: false },
      ],
      sign: 'body[data-won="false"] #verdict',
    },
    {
      name: 'results-last',
      says: [
        {
          type: 'result',
          place: 15,
          of: 15,
          points: 12345,
          total: 54321,
          winner: other,
          last: true,
          awards: ['most_crashes'],
        },
        { type: 'votes', votes: 14, of: 15, mine: false },
      ],
      sign: '#verdict-of:has-text("15")',
    },
    {
      name: 'results-won',
      says: [
        {
          type: 'result',
          place: 1,
          of: 8,
          points: 320,
          total: 940,
          winner: name,
          last: true,
          awards: ['longest_life', 'most_near_misses', 'best_spirit'],
        },
        { type: 'votes', votes: 6, of: 8, mine: true },
      ],
      sign: 'body[data-won="true"] #verdict',
    },
    {
      name: 'podium',
      says: [
        { type: 'phase', phase: 'podium', mode: 'rush', round: 12, rounds: 12 },
        {
          type: 'result',
          place: 12,
          of: 15,
          points: 10,
          total: 1234,
          winner: other,
          last: true,
          awards: ['most_wins', 'biggest_comeback', 'runner_up'],
        },
        { type: 'votes', votes: 2, of: 15, mine: false },
      ],
      sign: 'body[data-phase="podium"] #verdict-of:has-text("15")',
    },
  ];
}

/** Plays a scene to a phone, and waits until it shows it. @param {Scene} scene @param {import('./phone.js').Phone} phone @param {import('./host.js').Host} game */
export async function play({ says, sign }, phone, game) {
  for (const message of says) game.tell(0, message);
  await phone.page.locator(`${sign} >> visible=true`).first().waitFor({ timeout: 10_000 });
}

/** @typedef {{ phone: import('./phone.js').Phone, game: import('./host.js').Host, relay: import('./relay.js').Relay }} Cast */

/**
 * Views of a phone besides a party, each on a phone of its own that is not yet in a room: the way to get there.
 * @type {{ name: string, width?: number, height?: number, show: (cast: Cast) => Promise<void> }[]}
 */
export const STATES = [
  {
    name: 'sideways',
    async show(cast) {
      await cast.phone.pose(0, -90);
      await start(cast);
      await cast.phone.page.locator('body[data-turn="90"]').waitFor();
    },
  },
  {
    name: 'mid-tilt',
    async show({ phone, game, relay }) {
      await phone.pose(60, 0);
      await start({ phone, game, relay });
      game.tell(0, { type: 'phase', phase: 'playing', ...ROUND });
      await phone.page.waitForTimeout(3000);
      await phone.pose(20, -60);
      await phone.page.setViewportSize({ width: 844, height: 390 });
      await phone.page.locator('body[data-turn="270"]').waitFor();
    },
  },
  {
    name: 'full-relay',
    async show({ phone, game, relay }) {
      relay.refuse(429);
      await phone.open(`${relay.page}?room=${game.code}`, 'connecting');
      await phone.says('fault', /full/);
      relay.refuse(false);
    },
  },
  {
    name: 'lost',
    async show({ phone, game, relay }) {
      await start({ phone, game, relay });
      await phone.page.waitForTimeout(1500);
      await phone.page.route('**/api/**', (route) => route.abort());
      relay.refuse(true);
      relay.cut();
      await phone.says('fault', /does not answer/);
      relay.refuse(false);
    },
  },
  {
    name: 'small',
    width: 280,
    height: 653,
    async show({ phone, game, relay }) {
      await start({ phone, game, relay });
      await phone.tap('menu-open');
      await phone.page.locator('dialog[open]').waitFor();
    },
  },
];

/** Joins and plays, until the countdown. @param {Cast} cast */
async function start({ phone, game, relay }) {
  await phone.open(`${relay.page}?room=${game.code}`, 'ready');
  await phone.tap('play');
  await phone.state('tilt');
  game.tell(0, { type: 'you', slot: 0, name: 'Ada', colour: '#56b4e9', shape: 'star', pattern: 'ring' });
  game.tell(0, { type: 'phase', phase: 'countdown', ...ROUND, seconds: 3 });
  await phone.page.locator('body[data-phase="countdown"] #being').waitFor({ state: 'attached' });
}
