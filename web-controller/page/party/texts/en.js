// The English texts of the second screen.
//
// Keys with an underscore stand for words on the wire: `is_` and `now_` for states, `cause_` for causes without a player and
// `by_` for those with one (no word for an unknown one), `award_` for awards; `place_` for the plural rules of ordinals.

const EN = {
  place_one: '{place}st',
  place_two: '{place}nd',
  place_few: '{place}rd',
  place_other: '{place}th',
  of: 'of {of}',
  points: 'Points',
  total: 'In all',
  round: 'Round {round} of {rounds}',

  vote: 'Tap when you are ready',
  voted: 'Ready',
  voteAlone: 'Ready. Tap again to start',
  voteNext: 'Tap for the next round',
  voteMatch: 'Tap for another match',
  votes: '{votes} of {of} are ready',
  next: 'Goes on in {seconds} s',

  here: 'You are here',
  hereLabel: 'Where you are on the big screen',

  is_ghost: 'Ghost',
  is_spirit: 'Spirit',
  is_parked: 'Parked',
  is_out: 'Out',
  now_ghost: 'You are a ghost for 2 seconds',
  now_spirit: 'You are a spirit: chase those alive',
  now_parked: 'Steer to come back',
  now_out: 'You are in the next round',
  now_over: 'The round is over',

  cause_edge: 'You hit the edge',
  cause_tail: 'You hit a tail',
  cause_head: 'Head to head',
  cause_thorn: 'A thorn got you',
  cause_drifter: 'A drifter got you',
  cause_: 'You crashed',
  by_tail: '{by}’s tail got you',
  by_head: 'Head to head with {by}',
  by_spirit: '{by}’s spirit got you',
  by_: '{by} got you',

  won: 'You win the round!',
  wonMatch: 'You win the match!',
  winner: '{winner} wins the round',
  winnerMatch: '{winner} wins the match',
  award_longest_life: 'Longest life',
  award_most_near_misses: 'Most near misses',
  award_greediest: 'Greediest',
  award_most_kills: 'Most kills',
  award_most_crashes: 'Most crashes',
  award_best_spirit: 'Best spirit',

  late: 'You are in the next round',
};

/** @typedef {keyof typeof EN} PartyKey */

export default EN;
