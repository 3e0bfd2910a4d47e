import type { TableHome, TableHomes } from '#platform/db/shards/index.ts'

/** Where each table lives when the database is spread over nodes, and why: docs/design/decisions/0015. */
const groups: readonly { readonly home: TableHome; readonly tables: string }[] = [
  {
    // Read and written by one account alone, and most of all rows: each lies with its owner.
    home: { kind: 'distributed', by: 'account_id' },
    tables: 'home_timeline notifications notification_requests markers imported_visits imported_venues',
  },
  {
    // Small, seldom written, and read together with homes.
    home: { kind: 'reference' },
    tables: 'lists list_members',
  },
  {
    // The log and its readers compare transaction ids, which only one node gives; jobs are taken with `skip locked`.
    home: { kind: 'local' },
    tables: 'events row_changes event_cursors event_relays parked_events jobs dead_jobs leases worker_leases',
  },
  {
    // Accounts and posts are unique by name and address across all owners, and what is shown of a post is joined to it.
    home: { kind: 'local' },
    tables: `
      accounts account_counters account_keys posts post_approvals post_counters post_edits post_links post_mentions post_search post_tags
      tombstones media cards quotes polls poll_votes likes bookmarks pins thread_mutes checkins checkin_keys tips trips shared_reviews companions
      tag_days tag_day_accounts trends trend_reviews
    `,
  },
  {
    // Read from both sides, or together with accounts and posts in the rules of who sees and hears what.
    home: { kind: 'local' },
    tables: `
      follows blocks mutes domain_blocks endorsements account_notes dismissed_suggestions followed_tags featured_tags
      notification_policies notification_permissions conversations dormant_homes filters filter_keywords filter_posts severances
    `,
  },
  {
    // Of the server as a whole, or few.
    home: { kind: 'local' },
    tables: `
      users sessions passkeys passkey_challenges email_tokens known_browsers letter_limits takeouts oauth_apps oauth_codes oauth_tokens invites user_active_days push_keys push_subscriptions
      instance_settings announcements announcement_dismissals announcement_reactions audit_entries account_warnings
      reports report_posts canonical_email_blocks email_domain_blocks ip_blocks server_domain_allows
      server_domain_blocks emojis remote_copies scheduled_posts checkin_preferences home_zones account_imports
      collections collection_items account_import_entries account_import_hosts history_imports history_finds
    `,
  },
  {
    // Of other servers: found by their address.
    home: { kind: 'local' },
    tables: 'peers gone_inboxes inbox_seen outbox_activities relays relay_subscribers',
  },
  {
    // Everybody's.
    home: { kind: 'local' },
    tables: 'places place_sources place_words place_imports place_reports place_changes',
  },
]

export const tableHomes: TableHomes = new Map(
  groups.flatMap(({ home, tables }) =>
    tables
      .trim()
      .split(/\s+/)
      .map((name) => [name, home] as const),
  ),
)
