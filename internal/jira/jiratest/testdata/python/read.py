"""Reads a Jira site with the public client `jira`, as anybody's script would.

Where the site is stands in the environment: SITE_URL, SITE_USER, SITE_TOKEN and
SITE_CA. The first argument says how to sign in, basic or token; the second, what
kind of Jira it is, cloud or dc; a third, boards, that it has some. What was
found is printed as JSON.
"""

import json
import os
import sys

from jira import JIRA
from jira.exceptions import JIRAError


def connect(sign_in, api):
    token = os.environ["SITE_TOKEN"]
    options = {"server": os.environ["SITE_URL"], "verify": os.environ["SITE_CA"], "rest_api_version": api}
    if sign_in == "basic":
        return JIRA(options=options, basic_auth=(os.environ["SITE_USER"], token))
    return JIRA(options=options, token_auth=token)


def histories(issue):
    return [
        [h.id, h.created, [[i.field, i.fromString, i.toString] for i in h.items]]
        for h in issue.changelog.histories
    ]


def read(jira):
    """Whatever a report needs: who, what, which, and all issues with histories."""
    every = jira.search_issues("project is not EMPTY ORDER BY key", maxResults=False, fields="summary,status,assignee", expand="changelog")
    first = every[0]
    return {
        "me": jira.myself()["name"],
        "cloud": jira._is_cloud,
        "version": jira.server_info()["version"],
        "fields": sorted(f["id"] for f in jira.fields()),
        "statuses": sorted(s.name for s in jira.statuses()),
        "projects": sorted(p.key for p in jira.projects()),
        "types": sorted(t.name for t in jira.issue_types()),
        "filters": sorted(f.name for f in jira.favourite_filters()),
        "keys": [issue.key for issue in every],
        "total": every.total,
        "summaries": [issue.fields.summary for issue in every],
        "histories": {issue.id: histories(issue) for issue in every},
        "comments": [c.body for c in jira.comments(first.key)],
        "worklogs": [w.timeSpentSeconds for w in jira.worklogs(first.key)],
        "some": len(jira.search_issues("status = Done", maxResults=3)),
    }


def boards(jira):
    """The boards with their sprints."""
    return {b.name: [s.name for s in jira.sprints(b.id)] if b.type == "scrum" else [] for b in jira.boards()}


def refused(search):
    """How a wrong query, or a search that was removed, looks to a script."""
    try:
        return {"found": len(search())}
    except JIRAError as error:
        return {"status": error.status_code, "text": error.text}


def main():
    sign_in, kind = sys.argv[1], sys.argv[2]
    if kind == "cloud":
        jira = connect(sign_in, "3")
        found = {"me": jira.myself()["displayName"], "cloud": jira._is_cloud, "fields": len(jira.fields())}
        found["search"] = refused(lambda: jira.search_issues("project is not EMPTY"))
    else:
        jira = connect(sign_in, "2")
        found = read(jira)
        if "boards" in sys.argv[3:]:
            found["boards"] = boards(jira)
        found["wrong"] = refused(lambda: jira.search_issues("nonsense = 1"))
    json.dump(found, sys.stdout)


main()
