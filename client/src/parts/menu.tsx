import { useId, useRef, useState } from 'preact/hooks'
import { Icon, type IconName } from './icon.tsx'

export interface MenuItem {
  readonly label: string
  readonly icon: IconName
  readonly run: () => void
  readonly danger?: boolean
}

interface MenuProps {
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly class?: string
  readonly icon?: IconName
}

/** A menu button (ARIA menu pattern). The list is a popover, so it lies above everything and closes by itself. */
export function Menu({ label, items, class: extra = 'icon-button', icon = 'more' }: MenuProps) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()

  const show = () => {
    if (!button.current || !list.current) return
    list.current.showPopover()
    placeUnder(list.current, button.current)
    list.current.querySelector('button')?.focus()
  }
  const choose = (item: MenuItem) => {
    list.current?.hidePopover()
    button.current?.focus()
    item.run()
  }
  return (
    <>
      <button
        type="button"
        ref={button}
        class={extra}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => (open ? list.current?.hidePopover() : show())}
      >
        <Icon name={icon} />
      </button>
      <div
        ref={list}
        id={id}
        class="menu"
        role="menu"
        aria-label={label}
        popover="auto"
        onToggle={(event) => setOpen(event.newState === 'open')}
        onKeyDown={(event) => moveFocus(event, list.current)}
      >
        {items.map((item) => (
          <button
            type="button"
            role="menuitem"
            key={item.label}
            class={item.danger ? 'danger' : ''}
            onClick={() => choose(item)}
          >
            <Icon name={item.icon} size={20} />
            {item.label}
          </button>
        ))}
      </div>
    </>
  )
}

function placeUnder(list: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect()
  const fitsBelow = anchor.bottom + list.offsetHeight + 8 < innerHeight
  list.style.top = `${fitsBelow ? anchor.bottom + 4 : Math.max(8, anchor.top - list.offsetHeight - 4)}px`
  list.style.left = `${Math.max(8, Math.min(anchor.right - list.offsetWidth, innerWidth - list.offsetWidth - 8))}px`
}

function moveFocus(event: KeyboardEvent, list: HTMLElement | null): void {
  const items = [...(list?.querySelectorAll('button') ?? [])]
  const at = items.findIndex((item) => item === document.activeElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  items.at(to % items.length)?.focus()
}
