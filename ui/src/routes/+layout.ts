// Everything is drawn in the window: one static page, no server of its own.
export const ssr = false;
export const prerender = false;
