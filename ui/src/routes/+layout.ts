// Everything is drawn in the window: one static page, no server of its own.
export const ssr = false;
export const prerender = false;

/** The letters come first: what is drawn before them would move when they come. A face that cannot be read is done without. */
export async function load(): Promise<void> {
  const faces = ['13px "Inter Variable"', '13px "JetBrains Mono Variable"'];
  await Promise.allSettled(faces.map((face) => document.fonts.load(face, 'Añč')));
}
