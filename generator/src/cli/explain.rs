//! `oasmith explain`: a diagnostic code, at length.

use clap::Args;
use oasmith::diagnostics::Code;

use super::{Outcome, Session, print};

/// Which code.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The name in brackets behind `error` or `warning`; without one, all are listed.
    code: Option<String>,
}

/// Prints the explanation.
pub fn run(_: &mut Session, arguments: &Arguments) -> Outcome {
    let Some(name) = &arguments.code else {
        let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or_default();
        for code in Code::ALL {
            let meaning = code.explain().meaning;
            let first = meaning.split_once(". ").map_or(meaning, |(first, _)| first);
            print(&mut std::io::stdout(), &format!("{:width$}  {}\n", code.name(), first.trim_end_matches('.')));
        }
        return Outcome::Fine;
    };
    let Some(code) = Code::from_name(name) else {
        let near = oasmith::nearest(name, Code::ALL.iter().map(|code| code.name()));
        let hint =
            near.map_or_else(|| "`oasmith explain` lists all".to_owned(), |near| format!("did you mean `{near}`?"));
        print(&mut std::io::stderr(), &format!("there is no diagnostic `{name}`: {hint}\n"));
        return Outcome::Failed;
    };
    let explanation = code.explain();
    let example = explanation.example.lines().map(|line| format!("    {line}\n")).collect::<String>();
    let severity = format!("{:?}", code.severity()).to_lowercase();
    let text = format!(
        "{} ({severity})\n\n{}\n\nFor example:\n\n{example}\n{}\n",
        code.name(),
        explanation.meaning,
        explanation.fix
    );
    print(&mut std::io::stdout(), &text);
    Outcome::Fine
}
