//! Where lines break: the algorithm of Oppen ("Prettyprinting", 1980), as `prettyplease` has it, over the tokens of one
//! statement at a time.
//!
//! A box that does not fit on its line is broken at all of its own breaks, or, if it is to be filled, at those where the
//! next part does not fit. What follows a box up to the next break must fit, too.

/// The columns of a line, and those that are left to code however deep it stands.
const MARGIN: isize = 89;
const MIN_SPACE: isize = 60;

/// Of what does not fit on any line.
const INFINITE: isize = 0xffff;

/// A part of a statement.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// Text that stays together.
    Word(&'a str),
    /// A place where a line can end.
    Break(Break),
    /// A box begins. Breaks in it are this much deeper if it is broken.
    Open { offset: isize, fill: bool },
    /// It ends.
    Close,
    /// What makes the boxes around it break.
    Never,
    /// A place kept for a part that turned out not to be needed.
    Nothing,
}

/// A place where a line can end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Break {
    /// The blanks that it is where it does not end.
    pub blank: usize,
    /// How much deeper than the rest of the box the next line begins.
    pub offset: isize,
    /// Whether a comma is put where the line ends.
    pub comma: bool,
    /// What happens where the box is broken.
    pub when: When,
}

/// What a break does where its box is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// It ends the line.
    #[default]
    Broken,
    /// It still does not: it only parts what must fit before it from what comes after.
    Never,
    /// More than a line break would be needed, which is not for plain code.
    Unknown,
}

/// A statement as it is put together.
#[derive(Debug, Default)]
pub struct Parts<'a> {
    parts: Vec<Part<'a>>,
    sizes: Vec<isize>,
    width: isize,
}

impl<'a> Parts<'a> {
    pub fn clear(&mut self) {
        self.parts.clear();
        self.width = 0;
    }

    pub fn word(&mut self, word: &'a str) {
        self.width += word.len() as isize;
        self.parts.push(Part::Word(word));
    }

    /// Keeps a place; the number is for [`Parts::fill_in`].
    pub fn keep_place(&mut self) -> usize {
        self.parts.push(Part::Nothing);
        self.parts.len() - 1
    }

    /// Puts a part at a place that was kept.
    pub fn fill_in(&mut self, place: usize, part: Part<'a>) {
        if let Some(kept) = self.parts.get_mut(place) {
            *kept = part;
        }
    }

    /// How wide all is so far, on one line; for [`Parts::close_if_narrow`].
    pub fn open_width(&self) -> isize {
        self.width
    }

    pub fn open(&mut self, offset: isize) {
        self.parts.push(Part::Open { offset, fill: false });
    }

    pub fn open_fill(&mut self, offset: isize) {
        self.parts.push(Part::Open { offset, fill: true });
    }

    pub fn close(&mut self) {
        self.parts.push(Part::Close);
    }

    /// Ends a box that began at this width, and breaks it if it is wider than `max`.
    pub fn close_if_narrow(&mut self, began: isize, max: isize) {
        if self.width - began > max {
            self.width += INFINITE;
            self.parts.push(Part::Never);
        }
        self.close();
    }

    pub fn line(&mut self, blank: usize) {
        self.push_break(Break { blank, ..Break::default() });
    }

    pub fn push_break(&mut self, at: Break) {
        self.width += at.blank as isize;
        self.parts.push(Part::Break(at));
    }

    /// After the part of a list: a comma, at its end only where the line ends.
    pub fn comma(&mut self, is_last: bool, blank_at_end: usize, dedent: isize) {
        if is_last {
            self.push_break(Break { blank: blank_at_end, offset: dedent, comma: true, ..Break::default() });
        } else {
            self.word(",");
            self.line(1);
        }
    }

    /// Writes the statement. `indent` is what its breaks are indented by, `column` is where it begins.
    ///
    /// `None` if that takes more than line breaks.
    pub fn write(&mut self, column: usize, indent: usize, out: &mut String) -> Option<()> {
        self.measure();
        let mut printer = Printer { out, space: space(column as isize), indent: indent as isize, frames: Vec::new() };
        for (part, size) in self.parts.iter().zip(&self.sizes) {
            printer.print(part, *size)?;
        }
        Some(())
    }

    /// Finds how much must fit on the line for each box and break: up to the next break that is not inside of it.
    fn measure(&mut self) {
        self.sizes.clear();
        self.sizes.resize(self.parts.len(), 0);
        let (mut total, mut open): (isize, Vec<usize>) = (0, Vec::new());
        for (at, part) in self.parts.iter().enumerate() {
            let Some(size) = self.sizes.get_mut(at) else { break };
            match part {
                Part::Word(word) => total += word.len() as isize,
                Part::Never => total += INFINITE,
                Part::Nothing => {}
                Part::Open { .. } => {
                    *size = -total;
                    open.push(at);
                }
                Part::Close => open.push(at),
                Part::Break(at_break) => {
                    *size = -total;
                    settle(&self.parts, &mut self.sizes, &mut open, total);
                    open.push(at);
                    total += at_break.blank as isize;
                }
            }
        }
        settle(&self.parts, &mut self.sizes, &mut open, total);
    }
}

/// Ends what a break ends: the boxes that were closed since the one before, and that one itself.
fn settle(parts: &[Part<'_>], sizes: &mut [isize], open: &mut Vec<usize>, total: isize) {
    let mut closed = 0_usize;
    while let Some(at) = open.last().copied() {
        let is_break = match parts.get(at) {
            Some(Part::Open { .. }) if closed == 0 => return,
            Some(Part::Open { .. }) => {
                closed -= 1;
                false
            }
            Some(Part::Close) => {
                closed += 1;
                open.pop();
                continue;
            }
            _ => true,
        };
        open.pop();
        if let Some(size) = sizes.get_mut(at) {
            *size += total;
        }
        if is_break && closed == 0 {
            return;
        }
    }
}

fn space(column: isize) -> isize {
    (MARGIN - column).max(MIN_SPACE)
}

struct Printer<'o> {
    out: &'o mut String,
    space: isize,
    indent: isize,
    /// The boxes around: for a broken one, whether it is filled, and the indentation outside of it.
    frames: Vec<Option<(bool, isize)>>,
}

impl Printer<'_> {
    fn print(&mut self, part: &Part<'_>, size: isize) -> Option<()> {
        match part {
            Part::Word(word) => {
                self.out.push_str(word);
                self.space -= word.len() as isize;
            }
            Part::Open { offset, fill } => {
                let broken = (size > self.space).then_some((*fill, self.indent));
                if broken.is_some() {
                    self.indent += offset;
                }
                self.frames.push(broken);
            }
            Part::Close => {
                if let Some((_, indent)) = self.frames.pop()? {
                    self.indent = indent;
                }
            }
            Part::Break(at) => self.line(at, size)?,
            Part::Never | Part::Nothing => {}
        }
        Some(())
    }

    fn line(&mut self, at: &Break, size: isize) -> Option<()> {
        let fits = match self.frames.last() {
            Some(None) => true,
            Some(Some((false, _))) => false,
            Some(Some((true, _))) | None => size <= self.space,
        };
        if fits || at.when == When::Never {
            self.out.extend(std::iter::repeat_n(' ', at.blank));
            self.space -= at.blank as isize;
            return Some(());
        }
        if at.when == When::Unknown {
            return None;
        }
        if at.comma {
            self.out.push(',');
        }
        let indent = usize::try_from(self.indent + at.offset).ok()?;
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.space = space(indent as isize);
        Some(())
    }
}
