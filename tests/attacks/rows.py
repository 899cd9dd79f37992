"""The attacks, what is done against each, and the tests that try it."""

import msgspec


class Attack(msgspec.Struct, frozen=True, kw_only=True):
    """One way to get a hold of the site. `tests` are test functions, as `file::function`, each with all its cases."""

    name: str
    defence: str
    tests: tuple[str, ...]


def _in(file: str, *functions: str) -> tuple[str, ...]:
    return tuple(f"tests/{file}.py::test_{function}" for function in functions)


_SITE = "hostile/test_hostile_site"
_GIT = "collect/sources/git/test_git_hostile"
_BOUNDS = "collect/sources/git/test_git_bounds"
_SITUATIONS = "collect/sources/git/test_git_situations"
_OTHER = "formats/metadata_files/test_metadata_files"
_PORTAL = "authoring/test_import_portal"
_BAD = "cli/test_bad_input"
_SHARDS = "collect/shards/test_bad_shards"
_STORE = "collect/sources/git/test_git_local_store"
_FAULTS = "collect/sources/github/test_github_faults"
_LISTS = "collect/sources/github/test_github_collecting"
_WRONG = "nights/test_wrong_nights"
_SECRETS = "collect/sources/github/test_github_secrecy"

ATTACKS: tuple[Attack, ...] = (
    Attack(
        name="Script and markup in fields",
        defence="entity-encoded fields, templates that escape by default, a policy in every page",
        tests=(
            *_in(_SITE, "a_text_is_shown_as_it_was_written_but_for_what_hides", "the_audit_finds_nothing"),
            *_in(_SITE, "a_second_look_finds_nothing_either"),
            *_in(_SITE, "no_page_has_an_element_that_pages_of_harmless_projects_do_not_have"),
            *_in("escape/test_escape", "html_stays_text_in_element_and_attribute"),
            *_in("escape/test_escape", "front_matter_is_one_scalar_of_harmless_html", "one_line_has_one_line"),
            *_in("hostile/test_hostile_browser", "no_hostile_page_does_anything"),
        ),
    ),
    Attack(
        name="Script and markup in READMEs; mutation of cleaned markup",
        defence="one literal allow-list, cleaned last, and cleaning twice is cleaning once",
        tests=(
            *_in("readme/test_readme_hostile", "what_is_shown_keeps_to_the_policy", "scripts_leave_nothing_behind"),
            *_in("readme/test_readme_convert", "any_markdown_keeps_to_the_policy"),
            *_in("readme/test_readme_convert", "cleaning_alone_keeps_to_the_policy_and_settles"),
            *_in("readme/test_readme_exactly", "cleaning_alone_leaves_of_attributes_what_the_policy_names"),
            *_in("fuzz/test_targets", "any_readme_of_hostile_pieces_keeps_to_the_policy"),
            *_in("fuzz/test_targets", "what_was_found_once_holds_now"),
            *_in("readme/test_notebooks", "half_a_character_is_shown_as_an_unknown_one"),
        ),
    ),
    Attack(
        name="Text that acts as Markdown, template or front matter",
        defence="data is never a template; markup is one raw line; twins are encoded",
        tests=(
            *_in("readme/test_readme_hostile", "no_text_acts_in_a_markdown_page"),
            *_in(_SITE, "the_markdown_twin_stays_text_for_readers_of_markdown", "the_index_for_assistants_stays_text"),
        ),
    ),
    Attack(
        name="Files read through READMEs, links, paths and logos",
        defence="blobs by object id, no checkout, modes of links refused, no extension that includes",
        tests=(
            *_in("readme/test_readme_hostile", "no_file_is_read"),
            *_in("readme/test_readme_convert", "no_relative_target_leaves_the_repository"),
            *_in("readme/test_readme_convert", "no_word_of_a_readme_that_includes_files_comes_from_a_file"),
            *_in("formats/innersource_json/test_metadata", "a_logo_stays_inside_the_repository"),
            *_in(_GIT, "objects_behind_a_link_are_not_read"),
            *_in("collect/sources/git/test_git_source", "metadata_that_is_no_ordinary_file_is_a_problem"),
            *_in(_FAULTS, "links_and_submodules_are_no_documents"),
            *_in("cli/test_author_check", "a_file_of_teams_that_is_none"),
            *_in("formats/records/test_records_collected", "nothing_outside_of_the_folder_is_read"),
            *_in(
                "formats/records/test_records_collected",
                "a_folder_that_leads_out_of_that_of_the_catalogue_counts_as_away",
            ),
        ),
    ),
    Attack(
        name="Writing outside the staging folder; names that no file may have",
        defence="names reduced to an allow-list, checked against their parent",
        tests=(
            *_in(_SITE, "nothing_is_written_outside_and_nothing_ran"),
            *_in(_SITE, "addresses_of_pages_are_safe_on_every_file_system"),
            *_in(
                "build/publish/test_publish",
                "an_unsafe_address_is_refused",
                "a_link_in_the_staging_folder_leads_nowhere",
            ),
            *_in("build/publish/test_publish", "a_manifest_that_names_files_of_others_deletes_none_of_them"),
            *_in("escape/test_escape", "a_slug_is_a_safe_folder_name"),
        ),
    ),
    Attack(
        name="Addresses in disguise",
        defence="`escape.url`: http(s) and mailto only, no user, no control, re-encoded",
        tests=(
            *_in("escape/test_escape", "an_address_that_is_not_plainly_harmless_is_refused"),
            *_in("escape/test_escape", "an_accepted_address_is_stable_and_cannot_leave_an_attribute"),
            *_in("escape/test_escape_exactly", "a_doubtful_address_is_refused"),
            *_in("readme/test_readme_exactly", "cleaning_alone_takes_a_doubtful_address_from_a_link"),
            *_in("formats/innersource_json/test_metadata", "a_contact_cannot_smuggle_mail_headers"),
            *_in(
                "formats/innersource_json/test_metadata",
                "a_dangerous_or_relative_address_is_dropped_and_its_password_not_repeated",
            ),
            *_in("escape/test_escape", "a_host_has_one_spelling"),
        ),
    ),
    Attack(
        name="Code run through git",
        defence="no configuration, hooks or prompts; one transport; argument lists; limits",
        tests=(
            *_in(_GIT, "a_hostile_configuration_runs_nothing", "the_source_refuses_by_itself_too"),
            *_in(_GIT, "an_address_that_could_run_or_reveal_something_is_refused"),
            *_in(_GIT, "git_itself_refuses_every_transport_that_was_not_asked_for"),
            *_in(_GIT, "git_sees_no_variable_that_it_does_not_need", "endless_output_is_cut"),
            *_in(_GIT, "a_command_over_its_time_is_killed_with_all_it_started"),
            *_in(_GIT, "a_copy_that_outgrows_its_limit_is_stopped"),
            *_in("formats/catalog/test_catalog", "a_dangerous_git_address_is_refused_and_not_repeated"),
            *_in(_SITUATIONS, "nothing_ran", "each_is_listed_or_the_reason_is_told"),
        ),
    ),
    Attack(
        name="Repositories that cost too much: trees, paths, tags, manifests",
        defence="limits before any work, linear patterns, little memory, one deadline for all files of a project",
        tests=(
            *_in(_BOUNDS, "what_is_over_a_limit_is_said_and_the_rest_is_read"),
            *_in(_BOUNDS, "a_repository_costs_two_seconds_and_a_hundred_megabytes_at_most"),
            *_in(_BOUNDS, "the_newest_of_any_number_of_tags_are_kept_and_all_are_counted"),
            *_in(_BOUNDS, "the_branch_is_found_among_any_number_of_others"),
            *_in(_BOUNDS, "looking_at_a_path_takes_time_in_proportion_to_its_length"),
            *_in(_BOUNDS, "records_of_any_length_are_cut_in_time_in_proportion_to_the_stream"),
            *_in(_BOUNDS, "a_commit_with_a_huge_line_is_counted_and_the_rest_too"),
            *_in(_BOUNDS, "a_tree_object_larger_than_what_git_may_hold_is_refused"),
            *_in("sandbox/test_contents", "what_takes_too_long_is_unknown_and_so_is_what_follows"),
            *_in("sandbox/test_contents", "reading_the_slowest_manifests_takes_less_than_their_deadline"),
        ),
    ),
    Attack(
        name="Local repositories that lead elsewhere or wait",
        defence="links, pipes and alternates outside the folder of the source are refused before git opens anything",
        tests=(
            *_in(_BOUNDS, "a_pipe_is_refused_at_once", "a_pipe_in_another_place_holds_up_nothing"),
            *_in(_STORE, "a_store_outside_of_it_is_refused_and_said"),
            *_in(_STORE, "a_store_behind_a_store_or_a_link_is_refused_too"),
            *_in(_STORE, "a_single_repository_borrows_from_nobody", "a_link_in_a_repository_is_refused"),
            *_in(_STORE, "a_git_folder_that_is_a_link_is_refused_and_a_linked_address_is_not"),
            *_in(_SITUATIONS, "nothing_was_read_elsewhere", "the_audit_finds_nothing"),
            *_in(_SITUATIONS, "the_good_one_is_listed_and_the_run_says_that_some_failed"),
        ),
    ),
    Attack(
        name="Taking the place of another project: object ids, names like its address",
        defence="files under the hash of what came; addresses that no other name has",
        tests=(
            *_in("snapshot/test_addressed", "nobody_can_change_a_file_of_another_project"),
            *_in(
                "snapshot/test_addressed", "a_file_that_was_stored_wrongly_is_replaced_when_its_project_is_read_again"
            ),
            *_in("render/parts/test_name_addresses", "the_segment_of_a_name_is_no_other_name_s"),
            *_in("render/parts/test_name_addresses", "names_with_one_hash_have_a_longer_one"),
            *_in(
                "render/parts/test_name_addresses",
                "teams_skills_and_former_accounts_have_addresses_of_their_own",
                "no_file_of_a_project_is_one_of_a_project_in_its_folder",
            ),
            *_in("collect/test_addresses", "a_name_like_the_hash_of_another_one_takes_no_address_from_it"),
            *_in("build/publish/test_publish", "an_address_that_two_generated_files_have_is_said_and_stops_nothing"),
            *_in(
                "nights/test_monorepos",
                "folders_and_owners_called_like_what_an_address_has_of_another_stop_no_build",
            ),
        ),
    ),
    Attack(
        name="READMEs that take forever",
        defence="a linear-time parser, limits before it, a process of its own with a deadline",
        tests=(
            *_in("readme/test_readme_hostile", "nothing_runs_out_of_time"),
            *_in(
                "readme/test_readme_isolation", "a_document_that_takes_too_long_is_shown_as_text_and_delays_only_itself"
            ),
            *_in("readme/test_readme_isolation", "a_picture_that_wants_too_much_memory_fails_alone"),
            *_in(_SITE, "a_readme_is_shown_or_its_absence_is_explained"),
        ),
    ),
    Attack(
        name="JSON and YAML to exhaust or deceive the reader",
        defence="caps before parsing, no aliases or tags, duplicate keys refused, each fault named at its place",
        tests=(
            *_in("formats/parsing/test_parsing", "a_fault_in_json_is_named_at_its_place"),
            *_in("formats/parsing/test_parsing", "a_fault_in_yaml_is_named_at_its_place"),
            *_in(
                "formats/parsing/test_parsing", "an_alias_bomb_is_named_and_not_expanded", "a_flood_of_problems_is_cut"
            ),
            *_in("formats/innersource_json/test_metadata", "a_file_made_to_take_long_does_not", "no_bytes_raise"),
            *_in("formats/innersource_json/test_metadata", "each_field_survives_a_value_of_any_type"),
            *_in("formats/innersource_json/test_metadata", "any_json_gives_metadata_fit_to_show"),
            *_in(_SITE, "each_case_is_listed_and_has_its_problems_named_with_place_and_fix"),
            *_in("fuzz/test_targets", "any_catalogue_of_known_keys_is_read_checked_and_mended"),
            *_in("fuzz/test_targets", "any_metadata_of_known_keys_is_fit_to_show"),
            *_in("formats/records/test_record_reading", "a_record_that_does_not_say_of_when_it_is_says_nothing"),
            *_in(
                "formats/records/test_record_reading",
                "what_cannot_be_meant_has_its_place_and_takes_no_other_item_along",
            ),
            *_in("formats/records/test_record_reading", "a_time_that_cannot_be_leaves_the_pull_request_out"),
        ),
    ),
    Attack(
        name="Pictures: SVG, bombs, foreign ones that track",
        defence="raster only, decoded under a pixel limit, encoded again; READMEs show the site's own",
        tests=(
            *_in("reference/test_logos", "svg_is_refused_whatever_its_name", "no_damage_raises"),
            *_in("reference/test_logos", "a_small_file_of_a_huge_picture_is_refused_before_it_is_decoded"),
            *_in("reference/test_logos", "metadata_does_not_survive", "a_file_that_was_cut_short_is_refused"),
            *_in(
                "readme/test_readme_exactly",
                "cleaning_alone_takes_any_picture_away_that_is_not_the_sites_own",
            ),
        ),
    ),
    Attack(
        name="Formulas in spreadsheets, ends of scripts in JSON, marks in XML",
        defence="an encoder for each place",
        tests=(
            *_in(_SITE, "the_table_reads_back", "a_spreadsheet_that_parts_at_semicolons_runs_nothing_either"),
            *_in(_SITE, "the_feed_reads_back"),
            *_in("escape/test_escape", "csv_reads_back_and_never_begins_a_formula"),
            *_in("escape/test_escape_exactly", "a_cell_is_quoted_and_only_a_formula_is_changed"),
            *_in("escape/test_escape", "json_reads_back_and_cannot_end_a_script", "xml_stays_text"),
            *_in("hostile/test_hostile_browser", "downloads_of_hostile_words_are_harmless"),
        ),
    ),
    Attack(
        name="Text that hides or reorders",
        defence="controls, overrides, surrogates and stacked marks go",
        tests=(
            *_in(_SITE, "nothing_in_the_data_hides_or_reorders"),
            *_in("escape/test_escape", "plain_text_has_one_line_and_nothing_invisible"),
            *_in("escape/test_escape_exactly", "a_plain_text_loses_what_hides_and_nothing_else"),
            *_in("escape/test_visible", "what_hides_is_dropped", "a_text_without_anything_to_see_is_empty"),
            *_in("escape/test_visible", "no_readme_hides_a_message"),
            *_in("escape/test_visible", "what_stood_beside_an_element_that_went_hides_nothing_together"),
            *_in("escape/test_visible", "every_character_without_a_shape_is_known", "what_people_write_stays"),
        ),
    ),
    Attack(
        name="Commands to the terminal or to CI; comments that act",
        defence="one plain line each; what somebody wrote is code, entity-encoded",
        tests=(
            *_in(_SITE, "the_terminal_gets_plain_lines"),
            *_in("escape/test_escape", "a_log_line_is_one_line_and_no_workflow_command"),
            *_in("cli/test_report", "what_somebody_wrote_is_shown_as_code_and_does_nothing"),
            *_in("cli/test_preview", "no_text_of_the_corpus_acts"),
            *_in("workflows/test_pull_requests", "what_a_guest_writes_acts_in_no_comment"),
        ),
    ),
    Attack(
        name="Secrets drawn into logs, pages, files or another host",
        defence="tokens only in memory and headers; no redirect to another host; redacted",
        tests=(
            *_in(_SITE, "no_secret_is_anywhere"),
            *_in(_SECRETS, "the_canary_is_in_no_exception_and_no_outcome", "credentials_do_not_print"),
            *_in(_SECRETS, "what_looks_like_a_secret_is_cut_out_too", "secrets_are_cut_out_of_any_text"),
            *_in(_FAULTS, "a_redirect_to_another_host_is_not_followed_and_takes_no_token_along"),
            *_in("formats/catalog/test_catalog", "a_token_anywhere_in_the_file_is_found_and_not_repeated"),
            *_in("build/publish/test_publish", "the_site_builder_is_told_no_secret"),
            *_in("escape/test_escape", "an_address_that_gives_access_is_refused_and_not_repeated"),
            *_in("escape/test_escape", "a_readme_does_not_repeat_it_either"),
            *_in("escape/test_escape", "no_text_repeats_a_token", "an_address_that_writes_to_a_channel_is_refused"),
            *_in("escape/test_escape", "a_token_is_found_whatever_hides_in_it_or_cuts_it"),
            *_in("escape/test_escape", "a_name_that_begins_like_a_token_is_none"),
            *_in("assistants/test_bad_sites", "no_path_that_a_site_names_leads_to_another_host"),
        ),
    ),
    Attack(
        name="Private names",
        defence="an allow-list of visibilities; unknown is left out; what turns private is purged",
        tests=(
            *_in(_SECRETS, "a_private_name_is_in_no_outcome_on_any_night"),
            *_in(_SECRETS, "after_a_repository_turned_private_the_next_night_does_not_know_it"),
            *_in(_LISTS, "a_repository_that_turned_private_is_purged_without_its_name_in_the_reason"),
            *_in(_LISTS, "a_repository_that_turns_private_between_list_and_details_leaves_no_name"),
            *_in("collect/sources/github/test_github_decoding", "unknown_visibility_is_none_of_the_three"),
            *_in(
                "collect/sources/test_forge_oddities",
                "of_what_the_host_does_not_say_who_sees_it_nothing_has_the_name",
            ),
            *_in("snapshot/test_store", "a_removed_project_leaves_no_byte_behind"),
            *_in("formats/records/test_records_collected", "no_name_of_a_record_reaches_snapshot_or_site"),
            *_in(
                "formats/records/test_records_collected",
                "records_of_nobody_are_counted_and_not_named_for_they_may_be_about_what_is_private",
            ),
            *_in("collect/sources/github/test_github_defaults", "only_a_public_repository_with_such_files_gives_any"),
            *_in(
                "collect/sources/github/test_github_defaults", "what_turns_private_between_two_questions_tells_nothing"
            ),
            *_in("formats/innersource_json/test_opting_out", "the_last_word_that_could_be_read_holds"),
            *_in("nights/test_nights", "who_has_opted_out_stays_out_when_the_file_breaks"),
        ),
    ),
    Attack(
        name="A host that fails, lies or stalls",
        defence="typed reasons, bounded waits, last good facts, and a guard before publishing",
        tests=(
            *_in(_FAULTS, "a_fault_that_passes_leaves_no_trace"),
            *_in(_FAULTS, "a_fault_that_stays_ends_the_source_soon_and_keeps_what_was_good"),
            *_in(_FAULTS, "failed_repositories_have_a_typed_reason_and_stay", "all_waits_together_are_bounded"),
            *_in(_FAULTS, "what_the_host_took_away_for_good_is_purged", "an_absurd_wait_ends_the_source_at_once"),
            *_in(_FAULTS, "nodes_of_another_shape_never_stop_the_others", "a_limit_that_never_ends_is_given_up"),
            *_in(_LISTS, "a_total_that_lies_neither_ends_the_list_early_nor_passes_in_silence"),
            *_in(_LISTS, "pages_that_lead_in_circles_fail_the_list_rather_than_shrink_it"),
            *_in(_LISTS, "an_account_that_lists_nothing_is_never_a_success"),
            *_in("collect/sources/github/test_github_decoding", "names_that_are_none_are_not_listed"),
            *_in("collect/test_collect", "a_fault_of_ours_in_one_source_is_told_and_ends_no_other"),
            *_in("fuzz/test_targets", "any_answer_of_a_host_gives_facts_or_nothing"),
            *_in("build/publish/test_publish", "the_guard_lets_pass_what_lost_no_more_than_the_share"),
            *_in("collect/sources/github/test_github_bounds", "a_body_that_drips_in_is_given_up_in_time"),
            *_in("collect/sources/github/test_github_bounds", "a_body_that_is_refused_is_not_kept_by_its_error"),
        ),
    ),
    Attack(
        name="Answers that never end: headers, interim answers, handshakes, bodies",
        defence="one deadline for the whole exchange, and a limit for all that precedes a body, on every host",
        tests=(
            *_in("test_http_deadline", "every_host_is_given_up_in_time"),
            *_in("test_http_deadline", "an_endless_head_is_refused_before_the_deadline"),
            *_in("test_http_deadline", "a_handshake_that_drips_in_is_given_up"),
            *_in("test_http_deadline", "a_proxy_that_drips_its_answer_is_given_up"),
        ),
    ),
    Attack(
        name="Nights that take projects away, or leave what must go",
        defence="only an answer to the very question removes anything; what a host reports as private goes at once",
        tests=(
            *_in(_WRONG, "what_a_refresh_does_not_ask_for_is_never_taken_for_absent"),
            *_in(_WRONG, "nulls_with_an_error_in_the_list_remove_and_change_nothing"),
            *_in(_WRONG, "a_partial_answer_keeps_the_last_good_facts_and_their_age_and_is_repaired"),
            *_in(_WRONG, "files_that_do_not_come_leave_the_former_ones", "a_purge_needs_no_good_night"),
            *_in(_WRONG, "what_the_host_reports_counts_for_no_guard"),
            *_in(_WRONG, "a_source_that_lists_far_fewer_is_held_back_for_three_nights"),
            *_in(_WRONG, "topics_that_an_outage_swallows_remove_nobody"),
            *_in("nights/test_nights_at_random", "a_few_nights_of_random_events"),
            *_in(
                "workflows/test_other_systems",
                "every_system_publishes_when_the_outcome_says_so_and_is_red_when_nothing_was_usable",
            ),
        ),
    ),
    Attack(
        name="Runs that are killed, stopped or have no room",
        defence="projects are stored one by one, all else in one transaction; sites are swapped; children end too",
        tests=(
            *_in("nights/test_kills", "a_collect_killed_at_some_points", "a_build_killed_at_some_points"),
            *_in("nights/test_kills", "a_purge_killed_at_some_points"),
            *_in("cli/test_stopping", "nothing_is_left_of_a_collect_that_was_stopped"),
            *_in("snapshot/test_one_file", "what_a_killed_writer_left_is_taken_up"),
            *_in("test_runtime", "no_process_of_a_pool_outlives_a_parent_that_was_killed"),
        ),
    ),
    Attack(
        name="One bad project that spoils the others; builds that differ",
        defence="a boundary around each project; everything sorted",
        tests=(
            *_in(_SITE, "the_commands_end_with_the_right_status_and_say_why"),
            *_in(_SITE, "each_repository_is_listed_or_its_absence_is_explained"),
            *_in(_SITE, "hostile_words_cannot_blow_up_a_page", "two_builds_are_equal_to_the_byte"),
            *_in("collect/sources/git/test_git_source", "a_damaged_repository_is_broken_and_the_others_go_on"),
            *_in("build/caches/test_cache", "a_build_gives_the_same_site_whatever_became_of_its_caches"),
            *_in("build/test_page_frames", "the_site_is_the_same_as_when_the_site_builder_makes_every_page"),
            *_in("build/test_page_frames", "a_site_that_is_called_like_a_mark_keeps_its_name"),
        ),
    ),
    Attack(
        name="Workflows: injection, moved tags, tokens near foreign code",
        defence="nothing interpolated into a script, pinned by commit, least permissions, two jobs for proposals",
        tests=(
            *_in("workflows/test_lint", "zizmor_finds_nothing", "actionlint_finds_nothing"),
            *_in("workflows/test_lint", "every_action_is_pinned_by_its_commit_and_one_commit_an_action"),
            *_in("workflows/test_lint", "nothing_is_interpolated_into_a_script"),
            *_in("workflows/test_lint", "nothing_is_permitted_but_what_a_job_names"),
            *_in("workflows/test_pull_requests", "the_check_of_the_proposal_holds_no_token"),
            *_in("workflows/test_pull_requests", "a_path_of_teams_never_leads_elsewhere"),
        ),
    ),
    Attack(
        name="The preview, asked by a page of somebody else or for other files",
        defence="only names of this machine are answered; no list of a folder, no link out of the site",
        tests=(
            *_in("cli/test_preview_server", "no_other_name_is_answered", "nothing_else_is"),
            *_in("cli/test_preview_server", "a_browser_that_goes_away_is_no_fault"),
        ),
    ),
    Attack(
        name="A site that is damaged or hostile, asked by `find`, `similar` and assistants",
        defence="files of the site alone, in any state; an answer or an error, both short",
        tests=(
            *_in(
                "assistants/test_bad_sites",
                "whatever_a_file_of_the_site_holds_the_answer_or_the_error_is_clear",
                "what_is_no_file_of_the_folder_is_missing",
                "an_index_of_another_version_is_said_to_be_one",
            ),
            *_in("cli/test_find", "a_site_that_asks_to_sign_in_is_recognised", "a_broken_index_is_explained"),
        ),
    ),
    Attack(
        name="Metadata files of other programs, and lists of a portal",
        defence="the same reader, limits and encoders as for innersource.json; no key is an instruction",
        tests=(
            *_in(_OTHER, "hostile_yaml_costs_only_what_is_hostile", "a_fault_inside_has_its_line_pointer_and_document"),
            *_in(_OTHER, "nothing_that_stands_in_a_file_raises_or_gets_past_the_limits"),
            *_in(_OTHER, "a_file_that_cannot_be_used_is_a_problem_with_place_and_fix"),
            *_in("nights/test_metadata_orders", "broken_files_are_problems_with_a_line_and_the_project_stays"),
            *_in(_PORTAL, "a_fault_is_given_with_its_place", "a_fault_in_one_record_leaves_the_others"),
            *_in(_PORTAL, "a_file_that_is_none_of_a_portal_is_named", "very_many_faults_are_counted_once"),
            *_in(_PORTAL, "what_is_no_list_to_its_end_is_named_with_its_place_and_nothing_is_imported"),
            *_in(_PORTAL, "a_record_too_large_or_of_another_encoding_leaves_the_others"),
            *_in(_PORTAL, "fifty_megabytes_take_little_time_and_memory"),
        ),
    ),
    Attack(
        name="Catalogues, snapshots, shards and folders that are wrong, damaged or of somebody else",
        defence="nothing is written over that is not ours; one message, the right exit status, all else as it was",
        tests=(
            *_in(_BAD, "a_catalogue_that_is_none", "a_check_of_something_that_is_no_file_of_ours", "wrong_usage"),
            *_in(_BAD, "an_audit_of_something_that_is_no_site", "a_folder_to_make_that_is_a_file"),
            *_in(_BAD, "a_snapshot_that_is_none_or_is_damaged", "a_snapshot_that_cannot_be", "a_locked_snapshot"),
            *_in(_BAD, "a_collect_leaves_a_file_that_it_cannot_read_alone", "a_clock_that_is_none"),
            *_in(_BAD, "both_commands_say_what_to_do_about_a_snapshot_that_lost_its_end"),
            *_in(_BAD, "a_site_folder_that_is_not_ours", "a_site_folder_that_holds_something_else"),
            *_in(_BAD, "a_manifest_that_names_files_of_others", "files_that_may_not_be_read", "a_full_disk"),
            *_in("snapshot/test_store", "a_text_file_is_no_snapshot", "another_database_is_left_alone"),
            *_in("snapshot/test_store", "facts_that_do_not_fit_are_named", "a_newer_snapshot_asks_for_a_newer_program"),
            *_in(
                "compatibility/test_halfway", "an_upgrade_that_stops_halfway_leaves_the_old_snapshot_and_is_made_later"
            ),
            *_in("compatibility/test_halfway", "two_collects_do_not_run_on_one_snapshot"),
            *_in("compatibility/test_halfway", "a_disk_that_fills_up_keeps_what_is_there"),
            *_in(_SHARDS, "a_damaged_shard", "a_shard_that_is_given_twice", "shards_of_another_catalogue"),
            *_in(_SHARDS, "every_byte_of_a_shard_that_is_damaged_is_noticed_or_harmless", "a_shard_that_is_none"),
            *_in(_SHARDS, "nothing_usable_leaves_the_snapshot_to_the_byte"),
        ),
    ),
    Attack(
        name="Faults that no defence saw",
        defence="an audit of the finished site, and a browser with the strict policy",
        tests=(
            *_in("audit/test_audit", "a_fault_in_a_page_is_found", "a_fault_in_a_file_is_found"),
            *_in("audit/test_violations", "violations_in_pages_are_found", "violations_in_files_are_found"),
            *_in("audit/test_violations", "other_headers_are_found", "changed_scripts_and_styles_are_found"),
            *_in("audit/test_violations", "a_style_that_loads_is_found"),
            *_in("audit/test_audit", "a_secret_is_found_in_any_spelling"),
            *_in("browser/test_strict_page", "nothing_on_a_page_violates_its_policy"),
            *_in("browser/test_strict_page", "what_a_page_must_not_do_is_stopped"),
            *_in("audit/test_violations", "an_instance_declares_its_own_files"),
        ),
    ),
)
"""Every attack, with the tests that try it."""
