//! The game.

fn main() -> std::process::ExitCode {
    full_tilt::game::run()
}
