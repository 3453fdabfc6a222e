// Written by `cargo run -p full-tilt-bindings` from the Rust types. Do not edit.

/** An award for the best player in one respect. */
export type AwardName = "longest_life" | "most_near_misses" | "greediest" | "most_kills" | "most_crashes" | "best_spirit" | "most_wins" | "biggest_comeback" | "runner_up" | (string & {});

/** The cause of the end of a player's run. */
export type CauseName = "edge" | "tail" | "head" | "thorn" | "drifter" | "spirit" | "bomb" | "lowest" | "motion" | (string & {});

/** From the game to its part of the page on a phone. */
export type GameMessage =
  /** The phase of the game. */
  | {
    /** The rules, such as `classic`. */
    mode: string;
    /** The phase. */
    phase: PhaseName;
    /** The round of the match, from 1; only in a party. */
    round?: number | undefined;
    /** Number of rounds in the match. */
    rounds?: number | undefined;
    /** Longest time that the phase still lasts, in seconds. */
    seconds?: number | undefined;
    type: "phase";
  }
  /** The player's current score and state. */
  | {
    /** Whether the player is still in the round. */
    alive: boolean;
    /** The best score so far. */
    best: number;
    /** Number of players with a place. */
    of?: number | undefined;
    /** The player's place, from 1; players with the same points share one. */
    place?: number | undefined;
    /** Points of this round. */
    score: number;
    /** The player's state, in more detail than `alive`. */
    state?: StateName | undefined;
    type: "score";
  }
  /** The end of the player's run. */
  | {
    /** The name of the player who caused it. */
    by?: string | undefined;
    /** The cause. */
    cause: CauseName;
    /** That player's colour, `#rrggbb`. */
    colour?: string | undefined;
    /** The player's next state. */
    next: NextName;
    type: "fate";
  }
  /** The position of the player's head on the big screen. */
  | {
    /** Heading in degrees clockwise from "right". */
    heading: number;
    type: "here";
    /** Position as a share of the arena's width, from the left. */
    x: number;
    /** Position as a share of the arena's height, from the top. */
    y: number;
  }
  /** The votes for the next round. */
  | {
    /** Whether this player has tapped. */
    mine: boolean;
    /** Number of players who may tap. */
    of: number;
    type: "votes";
    /** Number of players who do not want the mode that is introduced; only where it can still be left out. */
    vetoes?: number | undefined;
    /** Number of players who have tapped. */
    votes: number;
  }
  /** The action of the player's thumb, whenever it changes. */
  | {
    /** The action, such as `dash`; omitted where taps do nothing. */
    action?: string | undefined;
    /** Share of the price that the player can pay, 0 to 1. */
    charge: number;
    /** Whether a tap would take effect. */
    ready: boolean;
    /** Number of the player's taps in this round that have acted, so that the page can show that one was taken. */
    taken: number;
    type: "thumb";
  }
  /** The outcome of a round, once it is over. */
  | {
    /** The player's awards. */
    awards: AwardName[];
    /** Whether the match or the evening is over. */
    last: boolean;
    /** Number of players with a place. */
    of: number;
    /** The place, from 1; players with the same points share one. */
    place: number;
    /** Points in this round; in an evening those that count for it. */
    points: number;
    /** Points in the match or the evening so far. */
    total: number;
    type: "result";
    /** The winner of the round, or, with `last`, of the match or the evening. */
    winner: string;
  };

/** The state of a player after a crash. */
export type NextName = "ghost" | "spirit" | "wait" | "over" | (string & {});

/** The phase of the game; the same words as in the event stream. */
export type PhaseName = "lobby" | "introduction" | "countdown" | "playing" | "results" | "podium";

/** The state of a player in the round. */
export type StateName = "alive" | "ghost" | "spirit" | "parked" | "out" | (string & {});
