import { type RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** Turns true once the element comes near the view, and stays so: for work that can wait until then. */
export function useNearView(ref: RefObject<Element | null>, margin = '400px'): boolean {
  const [near, setNear] = useState(false)
  useEffect(() => {
    const element = ref.current
    if (!element || near) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true)
      },
      { rootMargin: margin },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [near])
  return near
}
