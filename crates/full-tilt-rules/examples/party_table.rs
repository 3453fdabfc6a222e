//! Prints the wins of equal bots in a party, by slot, and the cost of late steering: the tables in `docs/feel.md`.
//!
//! `cargo run --release -p full-tilt-rules --example party_table [MATCHES] [FIRST_SEED]`

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "programs may use clocks, files and sockets"
)]
#![allow(clippy::print_stdout, reason = "tables are printed")]

#[path = "../tests/support/party.rs"]
mod party;

use full_tilt_rules::{MAX_DELAY_TICKS, Match, Mode, Skill, TICK_S};

use party::{Party, chi_square, winner};

/// Number of players.
const PLAYERS: usize = 6;
/// Skill of the players.
const SKILL: Skill = Skill::Skilled;
/// The first match's seed, and the number of matches.
type Range = (u64, u64);
const MODES: [Mode; 2] = [Mode::Rush, Mode::Survival];

/// Plays these matches, on all available cores.
fn play((first, matches): Range, party: impl Fn(u64) -> Party + Sync) -> Vec<Match> {
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    std::thread::scope(|scope| {
        let party = &party;
        let workers: Vec<_> = (0..threads)
            .map(|thread| {
                let seeds = (first + thread..first + matches).step_by(threads as usize);
                scope.spawn(move || seeds.map(|seed| (seed, party(seed).play(seed))).collect::<Vec<_>>())
            })
            .collect();
        let mut all: Vec<(u64, Match)> =
            workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect();
        all.sort_by_key(|&(seed, _)| seed);
        all.into_iter().map(|(_, standings)| standings).collect()
    })
}

fn balance((first, matches): Range) {
    println!("{matches} matches of {PLAYERS} {} bots:\n", SKILL.name());
    println!("| mode | won by slot 0 / 1 / 2 / 3 / 4 / 5 | shared | chi-square | p |\n|---|---|---|---|---|");
    for mode in MODES {
        let mut wins = [0_u64; PLAYERS];
        let played = play((first, matches), |_| Party::of_equals(mode, SKILL, PLAYERS));
        played.iter().filter_map(winner).for_each(|slot| wins[usize::from(slot)] += 1);
        let (statistic, p) = chi_square(&wins);
        let shared = matches - wins.iter().sum::<u64>();
        let wins = wins.map(|count| count.to_string()).join(" / ");
        println!("| {} | {wins} | {shared} | {statistic:.2} | {p:.2} |", mode.name());
    }
}

fn fairness((first, matches): Range) {
    let late_ms = 1e3 * f32::from(MAX_DELAY_TICKS) * TICK_S;
    println!(
        "\n{matches} matches of {PLAYERS} {} bots, the steering of one of them {late_ms:.0} ms later:\n",
        SKILL.name()
    );
    println!(
        "| mode | everybody waits | won by the late one | its share would be | p | its points beside the others' |"
    );
    println!("|---|---|---|---|---|---|");
    for mode in MODES {
        for fair in [false, true] {
            // Each slot in turn.
            let late = |seed: u64| (seed % PLAYERS as u64) as u8;
            let party = |seed| Party { late: Some(late(seed)), fair, ..Party::of_equals(mode, SKILL, PLAYERS) };
            let (mut wins, mut points) = ([0_u64; 2], [0.0; 2]);
            for (seed, standings) in (first..).zip(play((first, matches), party)) {
                for slot in 0..PLAYERS as u8 {
                    points[usize::from(slot == late(seed))] += standings.record(slot).total;
                }
                if let Some(slot) = winner(&standings) {
                    wins[usize::from(slot == late(seed))] += 1;
                }
            }
            let [others, own] = wins;
            // Cells of equal size: the late one's wins, and the mean of the others', five times.
            let share = (others + own) as f64 / PLAYERS as f64;
            let off = own as f64 - share;
            let statistic = off * off / share + off * off / (share * (PLAYERS - 1) as f64);
            println!(
                "| {} | {} | {own} | {share:.0} | {:.4} | {:.0} % |",
                mode.name(),
                if fair { "yes" } else { "no" },
                party::chance(statistic, 1),
                100.0 * points[1] / (points[0] / (PLAYERS - 1) as f64),
            );
        }
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>().ok());
    let matches = arguments.next().flatten().unwrap_or(500).max(1);
    let first = arguments.next().flatten().unwrap_or(0);
    balance((first, matches));
    fairness((first, matches));
}
