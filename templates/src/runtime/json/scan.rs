//! Where plain text ends, of which nothing is escaped: the loop over the characters of strings, for reading and writing.

/// Which bytes are not plain.
static SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = true;
        byte += 1;
    }
    special[b'"' as usize] = true;
    special[b'\\' as usize] = true;
    special
};

/// How many bytes stand before the first quote, backslash or control character; all of them, if there is none.
#[inline]
pub(crate) fn plain(text: &[u8]) -> usize {
    let (words, rest) = if text.len() > 16 { text.as_chunks::<8>() } else { (&[] as &[_], text) };
    for (index, word) in words.iter().enumerate() {
        let special = special(*word);
        if special != 0 {
            return index * 8 + special.trailing_zeros() as usize / 8;
        }
    }
    words.len() * 8 + rest.iter().take_while(|byte| !SPECIAL[usize::from(**byte)]).count()
}

/// The high bits of those bytes of eight that are not plain. Above the lowest of them there may be others, from carrying.
#[inline]
const fn special(word: [u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 0xff;
    let word = u64::from_le_bytes(word);
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    // Subtracting from a byte sets its high bit where it is less; what had that bit before is no ASCII.
    let less = (word.wrapping_sub(ONES * 0x20) & !word)
        | (quote.wrapping_sub(ONES) & !quote)
        | (backslash.wrapping_sub(ONES) & !backslash);
    less & (ONES * 0x80)
}
