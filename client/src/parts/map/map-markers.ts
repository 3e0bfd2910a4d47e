import { type Map as MapLibre, Marker } from 'maplibre-gl'
import { words } from '../../words.ts'
import { pictogramStyle } from '../pictogram.tsx'
import type { MapDot, MapPoint } from './map-types.ts'

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}

/** A place: its category's sign on a pebble, with its name beside it. */
export function makeDot(dot: MapDot): HTMLElement {
  const button = make('button', 'map-dot')
  button.type = 'button'
  button.setAttribute('aria-label', dot.label)
  const icon = make('span', 'map-dot-icon', dot.sign ?? '')
  if (dot.sign === undefined) {
    const pictogram = make('span', 'pictogram')
    Object.assign(pictogram.style, pictogramStyle(dot.pictogram ?? 'venue'))
    icon.append(pictogram)
  }
  button.append(icon, make('span', 'map-dot-label', dot.label))
  button.addEventListener('click', (event) => {
    event.stopPropagation()
    dot.onPress()
  })
  return button
}

export function makeMe(): HTMLElement {
  const element = make('div', 'map-me')
  element.setAttribute('role', 'img')
  element.setAttribute('aria-label', words.map.you)
  return element
}

export function makeRingLabel(text: string): HTMLElement {
  const element = make('span', 'map-ring-label', text)
  element.setAttribute('aria-hidden', 'true')
  return element
}

/** The pin. With `onMove` it can be dragged, and moved by the arrow keys when it has the focus. */
export function makePin(map: MapLibre, start: MapPoint, onMove?: (point: MapPoint) => void): Marker {
  const element = make('div', 'map-pin')
  const marker = new Marker({ element, anchor: 'bottom', draggable: onMove !== undefined })
  if (!onMove) return marker
  element.tabIndex = 0
  element.setAttribute('role', 'slider')
  element.setAttribute('aria-label', words.map.pin)
  const say = (latitude: number, longitude: number) => {
    element.setAttribute('aria-valuenow', latitude.toFixed(5))
    element.setAttribute('aria-valuetext', `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`)
  }
  const report = () => {
    const { lat, lng } = marker.getLngLat()
    say(lat, lng)
    onMove({ latitude: lat, longitude: lng })
  }
  element.setAttribute('aria-valuemin', '-90')
  element.setAttribute('aria-valuemax', '90')
  say(start.latitude, start.longitude)
  marker.on('dragend', report)
  element.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-6, 0], ArrowRight: [6, 0], ArrowUp: [0, -6], ArrowDown: [0, 6] }[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    const at = map.project(marker.getLngLat())
    marker.setLngLat(map.unproject([at.x + (step[0] ?? 0), at.y + (step[1] ?? 0)]))
    report()
  })
  return marker
}
