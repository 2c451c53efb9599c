//! The tray's picture: the mark of the product, and how much waits as a number in its corner. Trays have no text of their own.

use ksni::Icon;

/// Three by five dots a digit, a row in three bits; the last is a plus.
const DIGITS: [[u8; 5]; 11] = [
    [0b111, 0b101, 0b101, 0b101, 0b111],
    [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111],
    [0b111, 0b001, 0b011, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001],
    [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111],
    [0b111, 0b001, 0b010, 0b010, 0b010],
    [0b111, 0b101, 0b111, 0b101, 0b111],
    [0b111, 0b101, 0b111, 0b001, 0b111],
    [0b000, 0b010, 0b111, 0b010, 0b000],
];
const PLUS: usize = 10;
/// How large a dot is drawn, in pixels of the 64-pixel mark.
const DOT: usize = 5;
/// Around the number.
const MARGIN: usize = 4;
const INK: [u8; 4] = [255, 255, 255, 255];
/// As A, R, G, B: the amber of what waits, dark enough for white letters.
const GROUND: [u8; 4] = [255, 161, 82, 6];

/// The picture for a count: ARGB32 in network byte order, as a StatusNotifierItem has it.
pub fn icon(count: usize) -> Icon {
    let mark = tauri::include_image!("icons/64x64.png");
    let (width, height) = (mark.width() as usize, mark.height() as usize);
    let pixels = mark.rgba().chunks_exact(4);
    let mut data: Vec<u8> = pixels.flat_map(|p| [p[3], p[0], p[1], p[2]]).collect();
    let mut dot = |x: usize, y: usize, colour: [u8; 4]| {
        if x < width && y < height {
            data[(y * width + x) * 4..][..4].copy_from_slice(&colour);
        }
    };
    let digits = digits(count);
    let wide = (digits.len() * 4).saturating_sub(1) * DOT + 2 * MARGIN;
    let (left, top) = (
        width.saturating_sub(wide),
        height.saturating_sub(5 * DOT + 2 * MARGIN),
    );
    if !digits.is_empty() {
        for (x, y) in area(left..width, top..height) {
            dot(x, y, GROUND);
        }
    }
    for (at, digit) in digits.into_iter().enumerate() {
        for (column, row) in area(0..3, 0..5) {
            if DIGITS[digit][row] >> (2 - column) & 1 == 1 {
                let (x, y) = (
                    left + MARGIN + (at * 4 + column) * DOT,
                    top + MARGIN + row * DOT,
                );
                for (x, y) in area(x..x + DOT, y..y + DOT) {
                    dot(x, y, INK);
                }
            }
        }
    }
    Icon {
        width: i32::try_from(width).unwrap_or_default(),
        height: i32::try_from(height).unwrap_or_default(),
        data,
    }
}

/// None for nothing, and *9+* for more than fits.
fn digits(count: usize) -> Vec<usize> {
    match count {
        0 => Vec::new(),
        1..=9 => vec![count],
        10..=99 => vec![count / 10, count % 10],
        _ => vec![9, 9, PLUS],
    }
}

fn area(
    across: std::ops::Range<usize>,
    down: std::ops::Range<usize>,
) -> impl Iterator<Item = (usize, usize)> {
    down.flat_map(move |y| across.clone().map(move |x| (x, y)))
}

#[cfg(test)]
mod tests {
    use super::{GROUND, digits, icon};

    #[test]
    fn the_number_stands_on_the_mark_and_more_than_99_is_said_as_such() {
        assert!(digits(0).is_empty());
        assert_eq!((digits(7), digits(42)), (vec![7], vec![4, 2]));
        assert_eq!(digits(2_000), [9, 9, 10]);
        let badged = |count| {
            let icon = icon(count);
            assert_eq!(icon.data.len(), (icon.width * icon.height * 4) as usize);
            icon.data.chunks(4).filter(|dot| *dot == GROUND).count()
        };
        assert_eq!(badged(0), 0);
        assert!(badged(1) > 100 && badged(42) > badged(1) && badged(2_000) > badged(42));
    }
}
