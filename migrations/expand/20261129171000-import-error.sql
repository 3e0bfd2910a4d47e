-- Why an import was given up, fit to be shown.
alter table account_imports add column because text;
