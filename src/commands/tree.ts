import type { Tree } from "../cli/command.ts";

/** Every command: one line each. A module is loaded when its command is run, explained or documented. */
export const tree: Tree = [
  {
    title: "Project",
    commands: {
      init: { summary: "Initialize project configuration", load: () => import("./init/init.ts") },
      clone: { summary: "Clone a repository and set it up", load: () => import("./clone/clone.ts") },
      config: {
        summary: "Manage configuration",
        actions: {
          show: { summary: "Display current configuration", load: () => import("./config/show.ts") },
          validate: { summary: "Validate configuration file", load: () => import("./config/validate.ts") },
          get: { summary: "Get specific config value", load: () => import("./config/get.ts") },
          set: { summary: "Set config value", load: () => import("./config/set.ts") },
          list: { summary: "The same as show", load: () => import("./config/show.ts") },
          "set-context": {
            summary: "Define a context: a server of workflows",
            load: () => import("./config/set_context.ts"),
          },
          "use-context": { summary: "Choose the context in force", load: () => import("./config/use_context.ts") },
          contexts: {
            summary: "Manage contexts of workflows",
            aliases: ["context"],
            actions: {
              list: { summary: "List contexts", load: () => import("./config/contexts/list.ts") },
              test: {
                summary: "Ask a context's server what it can do",
                load: () => import("./config/contexts/test.ts"),
              },
              delete: { summary: "Delete a context", load: () => import("./config/contexts/delete.ts") },
            },
          },
        },
      },
      plugins: {
        summary: "Manage plugins",
        aliases: ["plugin"],
        actions: {
          list: { summary: "List plugins and what they may touch", load: () => import("./plugins/list.ts") },
          trust: { summary: "Let a plugin run", load: () => import("./plugins/trust.ts") },
          revoke: { summary: "Take a plugin's permissions back", load: () => import("./plugins/revoke.ts") },
        },
      },
    },
  },
  {
    title: "Change",
    commands: {
      changeset: {
        summary: "Manage changesets",
        aliases: ["changesets"],
        actions: {
          create: { summary: "Create new changeset", load: () => import("./changeset/create.ts") },
          update: { summary: "Update current changeset", load: () => import("./changeset/update.ts") },
          add: { summary: "Add packages to the current changeset", load: () => import("./changeset/add.ts") },
          edit: { summary: "Edit a changeset", load: () => import("./changeset/edit.ts") },
          list: { summary: "List all changesets", load: () => import("./changeset/list.ts") },
          show: { summary: "Show changeset details", load: () => import("./changeset/show.ts") },
          delete: { summary: "Delete changeset", load: () => import("./changeset/delete.ts") },
          history: { summary: "Query archived changesets", load: () => import("./changeset/history.ts") },
          check: { summary: "Check if changeset exists (for hooks)", load: () => import("./changeset/check.ts") },
          status: {
            summary: "Show what the branch changes and what is not in its changeset",
            load: () => import("./changeset/status.ts"),
          },
          migrate: {
            summary: "Take over changesets of @changesets/cli",
            load: () => import("./changeset/migrate.ts"),
          },
        },
      },
      changes: { summary: "Analyze changes in repository", load: () => import("./changes/changes.ts") },
      commits: {
        summary: "Check commit messages",
        aliases: ["commit"],
        actions: {
          check: { summary: "Check messages against conventional commits", load: () => import("./commits/check.ts") },
        },
      },
    },
  },
  {
    title: "Release",
    commands: {
      bump: { summary: "Bump package versions based on changesets", load: () => import("./bump/bump.ts") },
      graph: { summary: "Show how packages depend on each other", load: () => import("./graph/graph.ts") },
    },
  },
  {
    title: "Dependencies",
    commands: {
      upgrade: {
        summary: "Manage dependency upgrades",
        aliases: ["upgrades"],
        actions: {
          check: { summary: "Detect available upgrades", load: () => import("./upgrade/check.ts") },
          apply: { summary: "Apply upgrades", load: () => import("./upgrade/apply.ts") },
          backups: {
            summary: "Manage backups of upgrades",
            aliases: ["backup"],
            actions: {
              list: { summary: "List backups, newest first", load: () => import("./upgrade/backups/list.ts") },
              show: {
                summary: "Show a backup and what differs from it now",
                load: () => import("./upgrade/backups/show.ts"),
              },
              restore: { summary: "Bring a backup's files back", load: () => import("./upgrade/backups/restore.ts") },
              clean: { summary: "Remove old backups", load: () => import("./upgrade/backups/clean.ts") },
            },
          },
        },
      },
      audit: { summary: "Run project health audit", load: () => import("./audit/audit.ts") },
    },
  },
  {
    title: "Workflows",
    commands: {
      workflow: {
        summary: "Manage workflows",
        aliases: ["workflows"],
        actions: {
          list: { summary: "List workflows", load: () => import("./workflow/list.ts") },
          get: { summary: "Show a workflow", load: () => import("./workflow/get.ts") },
          deploy: { summary: "Deploy definitions", load: () => import("./workflow/deploy.ts") },
          validate: {
            summary: "Check definitions without deploying them",
            load: () => import("./workflow/validate.ts"),
          },
          create: { summary: "Write a new definition from a template", load: () => import("./workflow/create.ts") },
          delete: { summary: "Delete workflows", load: () => import("./workflow/delete.ts") },
          history: { summary: "List the versions of a workflow", load: () => import("./workflow/history.ts") },
          rollback: { summary: "Bring an earlier version back", load: () => import("./workflow/rollback.ts") },
          enable: { summary: "Let workflows start runs again", load: () => import("./workflow/enable.ts") },
          disable: { summary: "Keep workflows from starting runs", load: () => import("./workflow/disable.ts") },
          schedule: {
            summary: "Manage schedules",
            aliases: ["schedules"],
            actions: {
              list: { summary: "List schedules", load: () => import("./workflow/schedule/list.ts") },
              pause: { summary: "Pause a schedule", load: () => import("./workflow/schedule/pause.ts") },
              resume: { summary: "Resume a schedule", load: () => import("./workflow/schedule/resume.ts") },
              backfill: {
                summary: "Start the runs that a schedule would have started",
                load: () => import("./workflow/schedule/backfill.ts"),
              },
            },
          },
        },
      },
      run: {
        summary: "Run workflows and follow them",
        aliases: ["runs"],
        actions: {
          create: { summary: "Start a run", load: () => import("./run/create.ts") },
          list: { summary: "List runs", load: () => import("./run/list.ts") },
          get: { summary: "Show a run", load: () => import("./run/get.ts") },
          logs: { summary: "Show what a run writes", load: () => import("./run/logs.ts") },
          watch: { summary: "Follow a run to its end", load: () => import("./run/watch.ts") },
          cancel: { summary: "Cancel runs", load: () => import("./run/cancel.ts") },
          pause: { summary: "Pause a run", load: () => import("./run/pause.ts") },
          resume: { summary: "Resume a paused run", load: () => import("./run/resume.ts") },
          signal: { summary: "Send a signal to a run", load: () => import("./run/signal.ts") },
          approve: { summary: "Approve what a run waits for", load: () => import("./run/approve.ts") },
          reject: { summary: "Reject what a run waits for", load: () => import("./run/reject.ts") },
          rerun: { summary: "Run a run again, or what failed of it", load: () => import("./run/rerun.ts") },
          dashboard: { summary: "Follow runs on the whole terminal", load: () => import("./run/dashboard.ts") },
        },
      },
      secret: {
        summary: "Manage secrets of workflows",
        aliases: ["secrets"],
        actions: {
          set: { summary: "Set a secret", load: () => import("./secret/set.ts") },
          list: { summary: "List the names of secrets", load: () => import("./secret/list.ts") },
          delete: { summary: "Delete a secret", load: () => import("./secret/delete.ts") },
        },
      },
      server: {
        summary: "Serve workflows to others",
        aliases: ["servers"],
        actions: {
          start: { summary: "Start the server of this machine's workflows", load: () => import("./server/start.ts") },
          stop: { summary: "Stop it", load: () => import("./server/stop.ts") },
          status: { summary: "Show what runs on this machine", load: () => import("./server/status.ts") },
          open: { summary: "Make a link to its web page", load: () => import("./server/open.ts") },
          install: { summary: "Start it with the machine", load: () => import("./server/install.ts") },
          uninstall: { summary: "No longer do so", load: () => import("./server/uninstall.ts") },
          token: {
            summary: "Manage the tokens of the server",
            aliases: ["tokens"],
            actions: {
              create: { summary: "Make a token", load: () => import("./server/token/create.ts") },
              list: { summary: "List tokens", load: () => import("./server/token/list.ts") },
              revoke: { summary: "Take a token back", load: () => import("./server/token/revoke.ts") },
            },
          },
          drive: {
            summary: "Drive the runs of this machine (called by other commands)",
            load: () => import("./server/drive.ts"),
            hidden: true,
          },
        },
      },
      auth: {
        summary: "Sign in to servers of workflows",
        actions: {
          login: { summary: "Sign in to the context's server", load: () => import("./auth/login.ts") },
          logout: { summary: "Remove and revoke the credential", load: () => import("./auth/logout.ts") },
          status: { summary: "Show who is signed in, and how", load: () => import("./auth/status.ts") },
          token: { summary: "Print the token, for other programs", load: () => import("./auth/token.ts") },
        },
      },
      "audit-log": {
        summary: "See who changed what",
        actions: { list: { summary: "List changes, newest first", load: () => import("./audit_log/list.ts") } },
      },
    },
  },
  {
    title: "Help",
    commands: {
      version: { summary: "Display version information", load: () => import("./version/version.ts") },
      help: {
        summary: "Show help of the program or of a command",
        load: () => import("./help/help.ts"),
        listsCommands: true,
      },
      schema: {
        summary: "Print JSON Schemas of outputs and of the configuration",
        load: () => import("./schema/schema.ts"),
      },
      permissions: {
        summary: "Show what commands may touch",
        load: () => import("./permissions/permissions.ts"),
      },
      doctor: { summary: "Check git, configuration, registries and machine", load: () => import("./doctor/doctor.ts") },
      update: {
        summary: "Update this program",
        actions: {
          check: { summary: "Look whether there is a newer release", load: () => import("./update/check.ts") },
          install: { summary: "Install a release in this one's place", load: () => import("./update/install.ts") },
          rollback: { summary: "Go back to what was replaced", load: () => import("./update/rollback.ts") },
        },
      },
    },
  },
  {
    title: "Shell",
    commands: {
      completions: {
        summary: "Print the completion script of a shell",
        load: () => import("./completions/completions.ts"),
      },
      complete: {
        summary: "Complete a command line (called by the scripts)",
        load: () => import("./complete/complete.ts"),
        hidden: true,
        listsCommands: true,
      },
    },
  },
];
