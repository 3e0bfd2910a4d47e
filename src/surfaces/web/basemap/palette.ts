/** The client's map by day (client/src/styles/map.css): paper, moss and clay. */
export const palette = {
  water: '#c6dcda',
  shallows: '#e6f0ea',
  land: '#f5edda',
  coast: '#a3b7a6',
  border: '#b9aa84',
  grid: '#466464',
  ring: '#9a8c62',
  moss: '#2b5d44',
  clay: '#ad4a1c',
  paper: '#fffdf8',
  ink: '#20261d',
  inkSoft: '#575c4c',
} as const

export const sans = 'Noto Sans, Roboto, DejaVu Sans, Liberation Sans, Arial, sans-serif'
