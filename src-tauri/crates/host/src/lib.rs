//! A running OpenWeave: who is asking, sessions, credentials, timers.
