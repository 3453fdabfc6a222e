// The game's own messages.

import { isByte, isFlag, isListOf, isNumber, isText } from '../net/protocol.js';

/**
 * @typedef {'lobby' | 'countdown' | 'playing' | 'results'} Phase
 * @typedef {{ type: 'phase', phase: Phase, mode: string, round?: number, rounds?: number, seconds?: number }} PhaseMessage
 * @typedef {{ type: 'score', score: number, best: number, alive: boolean, place?: number, of?: number,
 *   state?: string }} ScoreMessage
 * @typedef {{ type: 'fate', cause: string, next: string, by?: string, colour?: string }} FateMessage
 * @typedef {{ type: 'here', x: number, y: number, heading: number }} HereMessage
 * @typedef {{ type: 'votes', votes: number, of: number, mine: boolean }} VotesMessage
 * @typedef {{ type: 'result', place: number, of: number, points: number, total: number, winner: string, last: boolean,
 *   awards: string[] }} ResultMessage
 * @typedef {PhaseMessage | ScoreMessage | FateMessage | HereMessage | VotesMessage | ResultMessage} GameMessage
 */

/** @param {unknown} value */
const isPhase = (value) => ['lobby', 'countdown', 'playing', 'results'].includes(/** @type {any} */ (value));

/** @type {import('../net/protocol.js').MessageTypes<GameMessage>} */
export const GAME_MESSAGES = {
  phase: [
    { phase: isPhase, mode: isText },
    { round: isByte, rounds: isByte, seconds: isNumber },
  ],
  score: [
    { score: isNumber, best: isNumber, alive: isFlag },
    { place: isByte, of: isByte, state: isText },
  ],
  fate: [
    { cause: isText, next: isText },
    { by: isText, colour: isText },
  ],
  here: [{ x: isNumber, y: isNumber, heading: isNumber }],
  votes: [{ votes: isByte, of: isByte, mine: isFlag }],
  result: [
    {
      place: isByte,
      of: isByte,
      points: isNumber,
      total: isNumber,
      winner: isText,
      last: isFlag,
      awards: isListOf(isText),
    },
  ],
};
