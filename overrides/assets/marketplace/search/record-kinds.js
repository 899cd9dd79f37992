// @ts-check
/* Kinds of records, by their numbers in the index. Projects and tasks are rows of data files, in the same order. */
export const PROJECTS = 0;
export const TASKS = 1;
export const TEAMS = 2;
export const PAGES = 3;
