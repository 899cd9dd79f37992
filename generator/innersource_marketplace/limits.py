"""Every limit of the program, in one place, each with its reason."""

TITLE_CHARACTERS = 120
"""Longest title or name shown; longer ones break cards and tab titles."""

TEXT_CHARACTERS = 2_000
"""Longest description or motivation kept; it is a summary, the README holds the rest."""

SUPPORT_CHARACTERS = 300
"""Longest promise of support kept: a sentence or two; SUPPORT.md holds the rest."""

TAG_CHARACTERS = 60
"""Longest topic, skill or contribution type; it must fit a chip."""

FOLDERS = 50
"""Most folders of one repository that are projects of their own; each is read from the same copy."""

OWNER_RULES = 2_000
"""Most rules of a CODEOWNERS file that are tried on folders; the file of a company's largest monorepo has as many."""

FOLDER_CHARACTERS = 200
"""Longest path of such a folder."""

FOLDER_HISTORY_SECONDS = 2.0
"""Longest time for counting the commits of one such folder, as long as a whole repository may take; beyond it they
are unknown."""

FOLDERS_HISTORY_SECONDS = 10.0
"""Longest time for counting the commits of all such folders of one repository: the others of a night must not wait."""

LIST_ITEMS = 100
"""Most topics, skills, people or tasks kept of one project; a facet with more is unusable."""

URL_CHARACTERS = 2_000
"""Longest address kept; browsers and proxies cut longer ones."""

COMBINING_MARKS = 4
"""Most combining marks in a row; real orthographies need three, stacked text uses hundreds."""

METADATA_BYTES = 256 * 1024
"""Largest innersource.json read; the largest real one seen is under 1 kB."""

KEPT_CHARACTERS = 64 * 1024
"""Most that is kept of another metadata file for the export in its format: twenty times an ordinary one."""

KEPT_TEXT_CHARACTERS = 10_000
"""Longest text in it: what publiccode.yml allows for a long description."""

CATALOG_BYTES = 64 * 1024 * 1024
"""Largest catalog.yml read: room for 100,000 entries."""

DOCUMENT_DEPTH = 64
"""Deepest nesting of a JSON or YAML document; ours needs five."""

DOCUMENT_NODES = 4_000_000
"""Most values in one document: 100,000 catalogue entries with forty values each."""

PORTAL_RECORDS = 100_000
"""Most repositories in one list of a portal: as many as fit into a catalogue."""

DOCUMENT_PROBLEMS = 1_000
"""Most problems noted of one document; somebody who fixes these checks again."""

NUMBER_DIGITS = 20
"""Longest number literal read; 2^63 has nineteen digits and parsing is quadratic beyond."""

AUTHORS = 2_000
"""Most authors kept of one project, by hash; the least active beyond it count as unknown people."""

TEAMS = 2_000
"""Most teams read of an organisation."""

TEAM_MEMBERS = 200_000
"""Most memberships read of all teams together: a large company, everybody moving twice."""

MEMBERSHIP_DAYS = 400
"""Days for which it is kept that somebody was in a team of a host: figures look back 364."""

CLOCK_SKEW_HOURS = 24
"""Hours that a moment may be ahead of the clock: one that shows local time as UTC is off by up to 14."""

RECORD_BYTES = 2 * 1024 * 1024
"""Largest record of one repository's pull requests and issues read: some thousands of both."""

RECORD_DAYS = 30
"""Days for which a record is taken for what is so: older figures would be shown as those of today."""

RECORD_PULL_REQUESTS = 100
"""Closed pull requests kept of a record, the newest: a year of most projects, and enough for a median."""

RECORD_ISSUES = 200
"""Issues opened lately that are kept of a record, the newest, by hash."""

RECORD_PROBLEMS = 20
"""Problems of one record that a run tells; one mistake of an export repeats in each item. `check` tells all."""

RECORD_FILES = 20_000
"""Most files looked for in one folder of records; more is a mistaken path."""

TEAM_FILE_BYTES = 32 * 1024 * 1024
"""Largest file of teams read."""

SHARDS = 256
"""Most shares that a night is divided into: as many jobs as a matrix of GitHub Actions may have."""

NIGHT_HOURS = 12
"""Longest time between the beginnings of the shards of one night: jobs wait for machines, but not until tomorrow."""

README_BYTES = 512 * 1024
"""Largest README converted; the longest useful ones are a fifth of it."""

README_NESTING = 100
"""Deepest nesting of blocks in a README before it is refused."""

README_SECONDS = 2.0
"""Longest conversion of one README, in a process of its own that is then killed."""

PANDOC_SECONDS = 5.0
"""Longest that pandoc may take for one README; 50 kB of Org take a second."""

README_MARKUP_CHARACTERS = 2 * 1024 * 1024
"""Longest markup made of one README: four times its source, where the format allows repetition."""

README_TAGS = 30_000
"""Most elements made of one README; the longest curated lists have half of it."""

README_TAG_DEPTHS = 400_000
"""Most elements times their depth: all that are allowed, thirteen deep on average."""

CODE_BLOCK_CHARACTERS = 20_000
"""Longest piece of code that is coloured; a longer one is a file, and costs a tenth of a second."""

CODE_CHARACTERS = 60_000
"""Most code of one README that is coloured; colours make it three times as long."""

ANCHOR_CHARACTERS = 300
"""Longest name of a heading in links to it; hosts have no limit, and each link repeats it."""

NOTEBOOK_CELLS = 500
"""Most cells of a notebook shown; a README has twenty."""

README_TEXT_CHARACTERS = 50_000
"""Longest plain text kept of one README, for search and assistants."""

CONVERTER_START_SECONDS = 60.0
"""Longest that a conversion process may take to start, on a busy machine."""

CONTENT_SECONDS = 2.0
"""Longest reading of all metadata, owners, licences and manifests of one project; ordinary ones take milliseconds."""

CONVERTER_MEMORY_BYTES = 144 * 1024**2
"""Most memory that a conversion process may ask for; ordinary READMEs need a tenth of it."""

CONVERTER_LARGE_BYTES = 272 * 1024**2
"""The same for a document that needs more, one at a time: with the program itself below 300 MB."""

LOGO_BYTES = 1024 * 1024
"""Largest logo file read."""

LOGO_PIXELS = 16_000_000
"""Most pixels of a logo that is decoded; a small file can hold 50,000 x 50,000."""

LOGO_SIDE = 256
"""Longest side of a logo as published: twice what the hero shows."""

README_PICTURES = 10
"""Most pictures copied of one README; the others stay links. Most READMEs have fewer, galleries have hundreds."""

README_PICTURE_BYTES = 2 * 1024 * 1024
"""Largest picture of a README that is copied; a screenshot of a large screen is half of it."""

README_PICTURE_PIXELS = 16_000_000
"""Most pixels of a README's picture that is decoded: a screen of 5,120 x 2,880."""

README_PICTURE_WIDTH = 1_520
"""Widest a README's picture is published: twice the widest measure of the text, for dense screens."""

README_PICTURE_HEIGHT = 4_560
"""Tallest a README's picture is published: a tall one must not be shrunk until nobody can read it."""

PICTURE_PATH_CHARACTERS = 200
"""Longest path of a picture that a README or an innersource.json may name."""

GIT_SECONDS = 300.0
"""Longest that one git command may take."""

GIT_REPOSITORY_BYTES = 2 * 1024**3
"""Largest copy of one repository, without file contents where the remote allows it."""

GIT_OUTPUT_BYTES = 256 * 1024 * 1024
"""Most output read from one git command: the log of a million commits."""

GIT_WORKERS = 8
"""Repositories collected at a time; the work is waiting for processes and the network."""

GIT_FOLDER_REPOSITORIES = 20_000
"""Most repositories found below one folder; more is a mistaken path."""

GIT_TAGS = 100_000
"""Most tags of one repository that are read; those after them are only noticed. Build servers make many."""

GIT_TAGS_KEPT = 5_000
"""Most tags that are kept of them, the newest by their names; a page shows thirty."""

GIT_BRANCHES = 500_000
"""Most branches among which the one is looked for that is collected; a line costs a microsecond."""

GIT_NAME_BYTES = 512
"""Longest name of a branch or tag that is read; git makes files of them, whose names have 255 bytes."""

GIT_READ_MEMORY_BYTES = 128 * 1024**2
"""Most memory of a git command that reads trees or files; ordinary ones need a tenth of it."""

GIT_MEMORY_BYTES = 1024**3
"""Most memory of any git command: fetching or walking a million commits needs half of it."""

GIT_READ_SECONDS = 60.0
"""Longest that such a command may take; a slow network drive needs some seconds."""

TREE_ENTRIES = 100_000
"""Most files and folders of one repository that are looked at, in two seconds; Linux has 95,000."""

TREE_BYTES = 48 * 1024**2
"""Most bytes that the paths of one repository may have together: four hundred each."""

TREE_DEPTH = 50
"""Deepest folder that is looked into; Java's and JavaScript's deepest have twenty."""

TREE_PATH_BYTES = 1_000
"""Longest path that is looked at; Windows allows 260 characters by default."""

TREE_SECONDS = 20.0
"""Longest time for listing one tree; the other limits end it sooner, but on a very busy machine."""

COMMIT_LINE_BYTES = 8 * 1024
"""Longest line about one commit that is read: addresses, name and reviewers need some hundred bytes."""

CONTRIBUTORS = 100_000
"""Most addresses of committers that are distinguished; Linux has a third of it."""

ALTERNATES = 50
"""Most stores of objects that a local repository may borrow from, directly or not; a GitLab pool is one."""

OBJECT_FILES = 500_000
"""Most loose objects and packs of a local repository; git packs them from some thousands on."""

RELEASES = 30
"""Releases kept of one project; a page shows a handful, the count is kept apart."""

DOCUMENT_BYTES = 512 * 1024
"""Largest file of a repository that is stored in the snapshot."""

ACTIVITY_WEEKS = 52
"""Weeks of activity shown and scored."""

ACTIVE_DAYS = 90
"""A project with a commit in this many days counts as active in the programme's figures."""

SHRINK_SHARE = 0.2
"""Share of projects that may vanish at once before the guards of `collect` and of `build` act."""

SHRINK_MINIMUM = 2
"""Fewer projects than this may vanish from the site whatever their share: one of four is no sign of an outage."""

SOURCE_SHRINK_MINIMUM = 3
"""Likewise for the projects of one source: many sources have few, and people tidy up."""

HOLD_NIGHTS = 3
"""Nights for which projects are kept that a source no longer lists, where it lists far fewer: a long weekend."""

HOLD_NIGHTS_MAXIMUM = 14
"""Most nights that a catalogue can ask for: what is gone must not stay for a month."""

COPIES_DAYS = 15
"""Days for which a job of a night may keep copies of it: one more than our workflows keep theirs."""

DEPARTED_DAYS = 90
"""Days for which a project that left gets its age and its address back when it returns."""

BRAND_FILE_BYTES = 1024 * 1024
"""Largest logo or font of the brand; every visitor loads it."""

LISTED_FOLDERS = (
    "",
    ".azuredevops",
    ".circleci",
    ".forgejo",
    ".gitea",
    ".github",
    ".github/ISSUE_TEMPLATE",
    ".github/PULL_REQUEST_TEMPLATE",
    ".github/workflows",
    ".gitlab",
    ".innersource",
    "docs",
)
"""Folders whose files are kept by name, for checks that an organisation adds; both kinds of source see them."""

LICENSES = 8
"""Licence files read beside the first one; a choice between more than nine is none."""

LISTED_PATHS = 500
"""Most names of files kept of one project; a root folder with more is no place to look for documents."""

LISTED_PATH_CHARACTERS = 200
"""Longest such name."""

READINESS_CHECKS = 100
"""Most checks that an organisation can add; a page with more helps nobody."""

ATTRIBUTE_FILES = 20
"""Files `.gitattributes` read of one repository, those nearest to its root."""

ATTRIBUTE_RULES = 200
"""Most lines about languages in them; real repositories have a dozen."""

ATTRIBUTE_TRIALS = 2_000_000
"""Most comparisons of a path with such a line: twenty lines in a repository of 100,000 files."""

MANIFEST_BYTES = 256 * 1024
"""Largest manifest of packages that is stored; a lock file is larger, and none is read."""

MANIFESTS = 20
"""Most manifests kept of one project, those nearest to its root first; a monorepo has hundreds."""

MANIFEST_FOLDERS = 2
"""How deep below the root a manifest may be: `src/Ledger/Ledger.csproj`."""

XML_ELEMENTS = 50_000
"""Most elements of one XML document; the longest build files have a fifth of it."""

PACKAGE_CHARACTERS = 214
"""Longest name of a package: what npm allows, and longer than what the others do."""

REQUIREMENTS = 1_000
"""Most packages that one manifest can require; real ones have two hundred."""

EXPIRY_DAYS = 3_650
"""Longest time that the rule of portal hygiene can name: ten years."""

DEPENDENCIES = 100
"""Most catalogued projects that one project can say it builds upon."""

RELATIVES = 5
"""Similar projects shown of each project."""

DUPLICATE_PAIRS = 500
"""Most pairs in the report of likely duplicates, the likeliest first."""

SEARCH_FILE_BYTES = 32 * 1024 * 1024
"""Largest file of a search index read over HTTP; the largest of 100,000 projects has some hundred kilobytes."""

SITE_COPY_BYTES = 256 * 1024 * 1024
"""Most that is kept of a published site, for questions while it cannot be reached."""

CLIENT_LINE_BYTES = 1024 * 1024
"""Longest message that a client of `marketplace mcp` may send; a description to compare has at most 80 kB."""

CLIENT_QUESTIONS = 100
"""So many questions of such a client wait for an answer before the next is read."""
