// What somebody in this room is about to change: which dialog stands open, and about which anchor.

export type Asked = { what: 'add' } | { what: 'take-back'; anchor: string; place: string } | { what: 'key' };
