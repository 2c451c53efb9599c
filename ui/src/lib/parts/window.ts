// Which rows of a long list stand in the window, and how to bring one into it. All rows are equally high.

/** First and one past the last row to draw, with some to spare on both sides. */
export function visible(
  { top, height, rowHeight, count }: { top: number; height: number; rowHeight: number; count: number },
  spare = 8,
): [first: number, end: number] {
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + spare);
  return [Math.min(first, end), end];
}

/** Where to scroll so that row `index` is whole in sight; the same place when it already is. */
export function reveal(
  index: number,
  { top, height, rowHeight }: { top: number; height: number; rowHeight: number },
): number {
  const [rowTop, rowEnd] = [index * rowHeight, (index + 1) * rowHeight];
  if (rowTop < top) return rowTop;
  return rowEnd > top + height ? rowEnd - height : top;
}
