// Friendly names for players who do not want to type one.

const ADJECTIVES =
  'Amber Bold Calm Clever Cosmic Daring Eager Electric Frosty Gentle Golden Happy Keen Lively Lucky Mighty Nimble Quick Silver Sly Sunny Swift Witty Zesty'.split(
    ' ',
  );
const ANIMALS =
  'Badger Bison Crane Dolphin Falcon Ferret Fox Gecko Hare Heron Ibex Jackal Koala Lemur Lynx Newt Otter Owl Panda Puffin Raven Seal Tapir Wombat'.split(
    ' ',
  );

/** Returns a name made of an adjective and an animal, never over 24 characters. @param {() => number} [random] 0 to 1 */
export function friendlyName(random = Math.random) {
  const pick = (/** @type {string[]} */ words) => words[Math.floor(random() * words.length)] ?? words[0];
  return `${pick(ADJECTIVES)} ${pick(ANIMALS)}`;
}
