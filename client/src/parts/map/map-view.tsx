import { useEffect, useRef, useState } from 'preact/hooks'
import { isDark } from '../../state/theme.ts'
import { words } from '../../words.ts'
import { Content } from '../content.tsx'
import type { LiveMap } from './live-map.ts'
import type { MapArea, MapDot, MapLook, MapPoint, MapWindow } from './map-types.ts'

interface MapViewProps {
  readonly label: string
  readonly look: MapLook | null
  readonly dots?: readonly MapDot[]
  readonly me?: MapPoint | null
  readonly pin?: MapPoint | null
  readonly onPinMove?: ((point: MapPoint) => void) | undefined
  readonly area?: MapArea | null
  readonly onPress?: (point: MapPoint) => void
  /** Told what is in view, from the first time on that the map stands. */
  readonly onView?: (view: MapWindow) => void
  readonly class?: string
}

/** A map that moves and zooms. MapLibre is loaded when the first one is shown. */
export function MapView({
  label,
  look,
  dots = [],
  me = null,
  pin = null,
  onPinMove,
  area = null,
  onPress,
  onView,
  class: extra = '',
}: MapViewProps) {
  const element = useRef<HTMLDivElement>(null)
  const press = useRef(onPress)
  press.current = onPress
  const view = useRef(onView)
  view.current = onView
  const move = useRef(onPinMove)
  move.current = onPinMove
  const [map, setMap] = useState<LiveMap | null>(null)
  const [failed, setFailed] = useState(false)
  const dark = isDark.value
  const start = useRef(look)
  start.current = look

  useEffect(() => {
    let live: LiveMap | null = null
    let gone = false
    import('./live-map.ts')
      .then(({ createLiveMap }) =>
        element.current && !gone
          ? createLiveMap(element.current, { label, start: start.current }, (point) => press.current?.(point))
          : null,
      )
      .then((created) => {
        live = created
        if (gone) live?.remove()
        else setMap(live)
      })
      // No WebGL, or offline: pages stay whole without the map.
      .catch(() => setFailed(true))
    return () => {
      gone = true
      live?.remove()
    }
  }, [])
  useEffect(() => map?.watch((seen) => view.current?.(seen)), [map])
  useEffect(() => map?.recolour(), [dark])
  useEffect(() => map?.setDots(dots), [map, dots])
  useEffect(() => map?.setMe(me), [map, me?.latitude, me?.longitude])
  useEffect(
    () => map?.setPin(pin, onPinMove ? (point) => move.current?.(point) : undefined),
    [map, pin?.latitude, pin?.longitude, onPinMove !== undefined],
  )
  useEffect(() => map?.setArea(area), [map, area?.latitude, area?.longitude, area?.radius, area?.corners])
  useEffect(() => {
    if (look) map?.look(look, look.radius)
  }, [map, look?.latitude, look?.longitude, look?.radius])

  return (
    <div class={`map ${extra}`}>
      <div ref={element} class="map-canvas" />
      {failed && <p class="map-failed">{words.map.failed}</p>}
      <div class="map-credit">
        {map?.attribution && <Content html={map.attribution} />}
        <span>{words.map.attribution}</span>
      </div>
    </div>
  )
}
