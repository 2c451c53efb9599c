#![no_main]

#[path = "../readers.rs"]
#[allow(dead_code)] // Each target drives one of the readers.
mod readers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| readers::entry(bytes));
