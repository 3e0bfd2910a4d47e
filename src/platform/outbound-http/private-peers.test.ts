import { describe, expect, it } from 'vitest'
import { matchPrivatePeers, parsePrivatePeers } from './private-peers.ts'

describe('parsePrivatePeers', () => {
  it('takes nothing as no peers', () => {
    expect(parsePrivatePeers('  ')).toEqual({ ok: true, entries: [] })
  })

  it('takes names, both kinds of addresses and blocks, in normal form', () => {
    expect(parsePrivatePeers('127.0.0.1:3001, Peer.Test:443\n[0:0::1]:80 10.0.0.0/8,FD00::/8')).toEqual({
      ok: true,
      entries: ['127.0.0.1:3001', 'peer.test:443', '[::1]:80', '10.0.0.0/8', 'fd00::/8'],
    })
  })

  it('names every wrong entry', () => {
    const parsed = parsePrivatePeers('localhost 10.0.0.0/33 a:0 a:65536 http://x:1 1.2/8 u@h:1 ok:1')
    expect(parsed.ok).toBe(false)
    expect(parsed.ok ? [] : parsed.errors).toHaveLength(7)
  })
})

describe('matchPrivatePeers', () => {
  it('matches a host with exactly its port', () => {
    const peers = matchPrivatePeers(['127.0.0.1:3001', '[::1]:3002'])
    expect(peers.namesHost('127.0.0.1', 3001)).toBe(true)
    expect(peers.namesHost('127.0.0.1', 3002)).toBe(false)
    expect(peers.namesHost('127.0.0.2', 3001)).toBe(false)
    expect(peers.namesHost('::1', 3002)).toBe(true)
    expect(peers.namesHost('[::1]', 3002)).toBe(true)
  })

  it('matches a block by address alone, and never across families', () => {
    const peers = matchPrivatePeers(['127.0.0.0/8'])
    expect(peers.containsAddress('127.9.9.9')).toBe(true)
    expect(peers.containsAddress('128.0.0.1')).toBe(false)
    expect(peers.containsAddress('::ffff:127.0.0.1')).toBe(false)
    expect(peers.namesHost('127.0.0.1', 80)).toBe(false)
  })

  it('throws on an entry that parsePrivatePeers refuses', () => {
    expect(() => matchPrivatePeers(['127.0.0.1'])).toThrow(TypeError)
  })
})
