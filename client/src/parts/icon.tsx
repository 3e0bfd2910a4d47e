const PATHS = {
  home: 'M4 11.2 12 4l8 7.2V19a1.5 1.5 0 0 1-1.5 1.5h-4V15h-5v5.5h-4A1.5 1.5 0 0 1 4 19z',
  local: 'M12 3v18M12 5h6.5L21 7.5 18.5 10H12zM12 11.5H5.5L3 14l2.5 2.5H12M9 21h6',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3.5 9.5h17M3.5 14.5h17M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18',
  near: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM15.8 8.2l-2.3 5.3-5.3 2.3 2.3-5.3z',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3 20.5 20.5',
  bookmark: 'M6.5 4h11a1 1 0 0 1 1 1v15.5L12 16l-6.5 4.5V5a1 1 0 0 1 1-1z',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6zM9 14.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z',
  write: 'M4 20l1-4.5L16.5 4a1.8 1.8 0 0 1 2.6 0l.9.9a1.8 1.8 0 0 1 0 2.6L8.5 19zM14.5 6 18 9.5',
  pin: 'M12 21.5c-4.7-5.2-7-8.8-7-11.8a7 7 0 0 1 14 0c0 3-2.3 6.6-7 11.8zM12 7a2.7 2.7 0 1 0 0 5.4A2.7 2.7 0 0 0 12 7z',
  reply: 'M10 5.5 4 11.5l6 6M4.5 11.5H14c3.8 0 6 2.4 6 7',
  boost: 'M7 18V8.5M3.8 11.5 7 8.3l3.2 3.2M17 6v9.5M13.8 12.5l3.2 3.2 3.2-3.2M11 6h6M7 18h6',
  like: 'M12 20C6.5 15.8 3.5 12.6 3.5 9.2A4.5 4.5 0 0 1 8 4.7c1.7 0 3.1.8 4 2.2.9-1.4 2.3-2.2 4-2.2a4.5 4.5 0 0 1 4.5 4.5c0 3.4-3 6.6-8.5 10.8z',
  share: 'M9.5 14.5l5-5M11 7.5l2-2a4 4 0 0 1 5.7 5.7l-2 2M13 16.5l-2 2a4 4 0 0 1-5.7-5.7l2-2',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  lock: 'M6.5 11h11a1 1 0 0 1 1 1v7.5a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V12a1 1 0 0 1 1-1zM8 11V8a4 4 0 0 1 8 0v3',
  mail: 'M4.5 6h15a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM4 7l8 6 8-6',
  unlisted: 'M19.5 14.5A8 8 0 1 1 9.5 4.5a6.5 6.5 0 0 0 10 10z',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z',
  image:
    'M5 4.5h14a1.5 1.5 0 0 1 1.5 1.5v12a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18V6A1.5 1.5 0 0 1 5 4.5zM4 17l5-5.5 4 4 2.5-2.5 4.5 4M15.5 8.5h.01',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  back: 'M11 5l-7 7 7 7M4.5 12H20',
  next: 'M9 5l7 7-7 7',
  previous: 'M15 5l-7 7 7 7',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5c.7-4 3.6-6 7.5-6s6.8 2 7.5 6',
  follow: 'M10 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM3 20.5c.6-4 3.3-6 7-6 2 0 3.7.6 5 1.7M18.5 14v6M15.5 17h6',
  trash: 'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13.5h9l1-13.5M10.5 11v6M13.5 11v6',
  history: 'M4.5 12a7.5 7.5 0 1 0 2.3-5.4L4.5 9M4.5 4.5V9H9M12 8v4.5l3 2',
  camera:
    'M4.5 7.5H8L9.5 5h5L16 7.5h3.5a1 1 0 0 1 1 1V18a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1V8.5a1 1 0 0 1 1-1zM12 9.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z',
  warning: 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01',
  tag: 'M9.5 4l-2 16M16.5 4l-2 16M4.5 9h16M3.5 15h16',
  locate:
    'M12 3v3M12 18v3M3 12h3M18 12h3M12 6.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12 11.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1z',
  quote: 'M10 7.5H5.5v5H10zM10 7.5v5c0 2-1.2 3.5-3.5 4M18.5 7.5H14v5h4.5zM18.5 7.5v5c0 2-1.2 3.5-3.5 4',
  smile:
    'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM8 14c1 1.7 2.3 2.5 4 2.5s3-.8 4-2.5M9 9.5h.01M15 9.5h.01',
  list: 'M8.5 6.5h12M8.5 12h12M8.5 17.5h12M4 6.5h.01M4 12h.01M4 17.5h.01',
  plus: 'M12 5v14M5 12h14',
  external:
    'M10 5H5.5A1.5 1.5 0 0 0 4 6.5v12A1.5 1.5 0 0 0 5.5 20h12a1.5 1.5 0 0 0 1.5-1.5V14M14 4h6v6M20 4l-9 9',
  focus:
    'M4 9V5.5A1.5 1.5 0 0 1 5.5 4H9M15 4h3.5A1.5 1.5 0 0 1 20 5.5V9M20 15v3.5a1.5 1.5 0 0 1-1.5 1.5H15M9 20H5.5A1.5 1.5 0 0 1 4 18.5V15M12 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z',
  keyboard:
    'M4 6.5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM7 10.5h.01M10.3 10.5h.01M13.7 10.5h.01M17 10.5h.01M8 14h8',
  block: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM6 6l12 12',
  mute: 'M4 9.5h3.5L12 5.5v13l-4.5-4H4zM16 9.5l5 5M21 9.5l-5 5',
  signOut: 'M14 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h8M10 12h10.5M17 8l4 4-4 4',
  ruler: 'M3.5 16 16 3.5 20.5 8 8 20.5zM7 12.5l2 2M10 9.5l2 2M13 6.5l2 2',
} as const

export type IconName = keyof typeof PATHS

/** A line icon on a 24-unit grid; decorative, so the control that holds it needs its own name. */
export function Icon({
  name,
  size = 22,
  filled = false,
}: {
  readonly name: IconName
  readonly size?: number
  readonly filled?: boolean
}) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      stroke-width={name === 'more' ? 2.6 : 1.7}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}

/** The product's mark: a cairn of three stones and a pebble on top. */
export function Mark({ size = 34 }: { readonly size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="8 4 50 52" aria-hidden="true">
      <path
        class="stone-1"
        d="M13 49.6c-1.2-4.8 4.6-8.3 17-8.7 13.6-.5 21.5 2.4 21.2 7.2-.3 4.9-7.7 6.5-18.8 6.6-12 .1-18.3-.9-19.4-5.1z"
      />
      <path
        class="stone-2"
        d="M18.3 34.5c-.6-5 4.8-8.1 14.3-8 9.6.1 14.7 3.1 14 7.8-.6 4.4-5.9 5.8-14.3 5.7-8.6 0-13.5-1.3-14-5.5z"
      />
      <path
        class="stone-3"
        d="M24 20.8c-.2-4.3 3.6-6.9 9.2-6.6 5.6.2 8.7 3 8.2 6.8-.5 3.5-3.9 4.7-8.9 4.6-5.3-.1-8.3-1.3-8.5-4.8z"
      />
      <circle class="stone-4" cx="33" cy="9.4" r="3.4" />
    </svg>
  )
}
