import { decode, isBlurhashValid } from 'blurhash'
import { useEffect, useRef } from 'preact/hooks'

const SIDE = 24

/** The few colours of a picture that stand in until it has come. */
export function BlurhashImage({ hash }: { readonly hash: string }) {
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = ref.current?.getContext('2d')
    // Hashes come from other servers: a broken one must not break the page.
    if (!context || !isBlurhashValid(hash).result) return
    const image = context.createImageData(SIDE, SIDE)
    image.data.set(decode(hash, SIDE, SIDE))
    context.putImageData(image, 0, 0)
  }, [hash])
  return <canvas ref={ref} class="blurhash" width={SIDE} height={SIDE} aria-hidden="true" />
}
