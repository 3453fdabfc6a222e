// The German of `en.js`.

/** @type {typeof import('./en.js').default} */
const DE = {
  place_one: '{place}.',
  place_two: '{place}.',
  place_few: '{place}.',
  place_other: '{place}.',
  of: 'von {of}',
  points: 'Punkte',
  total: 'Gesamt',
  round: 'Runde {round} von {rounds}',

  vote: 'Tippe, wenn du bereit bist',
  voted: 'Bereit',
  voteAlone: 'Bereit. Noch ein Tipp startet',
  voteNext: 'Tippe für die nächste Runde',
  voteMatch: 'Tippe für ein neues Match',
  votes: '{votes} von {of} sind bereit',
  next: 'Weiter in {seconds} s',

  here: 'Hier bist du',
  hereLabel: 'Wo du auf dem großen Bildschirm bist',

  is_ghost: 'Geist',
  is_spirit: 'Spuk',
  is_parked: 'Geparkt',
  is_out: 'Raus',
  now_ghost: 'Du bist 2 Sekunden lang ein Geist',
  now_spirit: 'Du bist ein Spuk: jage die anderen',
  now_parked: 'Lenke, dann bist du wieder da',
  now_out: 'Du bist in der nächsten Runde dabei',
  now_over: 'Die Runde ist vorbei',

  cause_edge: 'Du bist an den Rand gestoßen',
  cause_tail: 'Du bist an einen Schweif gestoßen',
  cause_head: 'Kopf an Kopf',
  cause_thorn: 'Ein Dorn hat dich erwischt',
  cause_drifter: 'Ein Treiber hat dich erwischt',
  cause_: 'Zusammenstoß',
  by_tail: 'Der Schweif von {by} hat dich erwischt',
  by_head: 'Kopf an Kopf mit {by}',
  by_spirit: 'Der Spuk von {by} hat dich erwischt',
  by_: '{by} hat dich erwischt',

  won: 'Du gewinnst die Runde!',
  wonMatch: 'Du gewinnst das Match!',
  winner: '{winner} gewinnt die Runde',
  winnerMatch: '{winner} gewinnt das Match',
  award_longest_life: 'Längstes Leben',
  award_most_near_misses: 'Oft knapp vorbei',
  award_greediest: 'Am gierigsten',
  award_most_kills: 'Die meisten erwischt',
  award_most_crashes: 'Die meisten Unfälle',
  award_best_spirit: 'Bester Spuk',

  late: 'Du bist in der nächsten Runde dabei',
};

export default DE;
