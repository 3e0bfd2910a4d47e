/**
 * Pages that are rarely the first one, in one file to be fetched: a file for each would cut what they share with the
 * first load into many small ones.
 */
export { ComposerDialog } from '../parts/composer/composer-dialog.tsx'
export { CheckInPage } from './check-in.tsx'
export { ComposePage } from './compose.tsx'
export { DomainBlocksPage } from './domain-blocks.tsx'
export { FiltersPage } from './filters.tsx'
export { FollowedTagsPage } from './followed-tags.tsx'
export { JournalPage } from './journal.tsx'
export { JournalDayPage } from './journal-day.tsx'
export { JournalYearPage } from './journal-year.tsx'
export { ListPage } from './list.tsx'
export { ListsPage } from './lists.tsx'
export { NearPage } from './near.tsx'
export { BlocksPage, FollowRequestsPage, MutesPage } from './people-pages.tsx'
export { PlacePage } from './place.tsx'
export { PlaceReportsPage } from './place-reports.tsx'
export { ScheduledPage } from './scheduled.tsx'
export { SearchPage } from './search.tsx'
export { SettingsPage } from './settings.tsx'
