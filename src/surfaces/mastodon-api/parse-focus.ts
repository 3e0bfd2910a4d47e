/** Reads a focal point, `-0.5,1`. @returns nothing for what is none. */
export function parseFocus(text: string | undefined): { focusX: number; focusY: number } | undefined {
  const [x, y, ...rest] = (text ?? '').split(',').map(Number)
  if (x === undefined || y === undefined || rest.length > 0) return undefined
  if (!(Math.abs(x) <= 1 && Math.abs(y) <= 1)) return undefined
  return { focusX: x, focusY: y }
}
