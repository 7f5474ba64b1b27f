//! `oasmith explain`: a diagnostic code, at length.

use clap::Args;
use oasmith::diagnostics::Code;
use oasmith::report;
use serde_json::json;

use super::{Format, Outcome, Session, print};

/// Which code.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The name in brackets behind `error` or `warning`; without one, all are listed.
    code: Option<String>,
}

/// Prints the explanation.
pub fn run(session: &mut Session, arguments: &Arguments) -> Outcome {
    let Some(name) = &arguments.code else {
        Code::ALL.iter().for_each(|code| show(session, *code, &line(*code)));
        return Outcome::Fine;
    };
    let Some(code) = Code::from_name(name) else {
        let near = oasmith::nearest(name, Code::ALL.iter().map(|code| code.name()));
        let hint =
            near.map_or_else(|| "`oasmith explain` lists all".to_owned(), |near| format!("did you mean `{near}`?"));
        print(&mut std::io::stderr(), &format!("there is no diagnostic `{name}`: {hint}\n"));
        return Outcome::Failed;
    };
    show(session, code, &page(code));
    Outcome::Fine
}

fn show(session: &Session, code: Code, text: &str) {
    match session.global.message_format {
        Format::Human => print(&mut std::io::stdout(), text),
        Format::Json => {
            let explanation = code.explain();
            session.tell(&json!({
                "kind": "explanation",
                "code": code.name(),
                "severity": report::name(code.severity()),
                "meaning": explanation.meaning,
                "example": explanation.example,
                "fix": explanation.fix,
            }));
        }
    }
}

/// The code and the first sentence of its meaning.
fn line(code: Code) -> String {
    let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or_default();
    let meaning = code.explain().meaning;
    let first = meaning.split_once(". ").map_or(meaning, |(first, _)| first);
    format!("{:width$}  {}\n", code.name(), first.trim_end_matches('.'))
}

fn page(code: Code) -> String {
    let explanation = code.explain();
    let example = explanation.example.lines().map(|line| format!("    {line}\n")).collect::<String>();
    format!(
        "{} ({})\n\n{}\n\nFor example:\n\n{example}\n{}\n",
        code.name(),
        report::name(code.severity()),
        explanation.meaning,
        explanation.fix
    )
}
