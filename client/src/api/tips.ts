import type { Post, Visibility } from './entities.ts'
import { getPage } from './http.ts'
import { publishPost } from './posts.ts'

/** The address of a place's tips, what most people found useful first. */
export function tipsPath(placeId: string, limit: number): string {
  return `/api/cairn/v1/places/${encodeURIComponent(placeId)}/tips?limit=${limit}`
}

/** The most useful ones. */
export async function listTips(placeId: string, limit: number): Promise<readonly Post[]> {
  return (await getPage<Post>(tipsPath(placeId, limit))).items
}

/** Leaves advice at a place, for whoever comes there next. @param key the same for every try */
export async function leaveTip(
  tip: { readonly placeId: string; readonly text: string; readonly visibility: Visibility },
  key: string,
): Promise<Post> {
  const { placeId: place_id, text: status, visibility } = tip
  return (await publishPost({ place_id, tip: true, status, visibility }, key)) as Post
}
