//! The closed list of diagnostic codes, and what `oasmith explain` says about each.

use super::Severity;

/// What `oasmith explain CODE` prints.
#[derive(Clone, Copy, Debug)]
pub struct Explanation {
    /// What it means and why it is so, in a paragraph.
    pub meaning: &'static str,
    /// A small input that causes it.
    pub example: &'static str,
    /// What to change.
    pub fix: &'static str,
}

macro_rules! codes {
    ($( $(#[$doc:meta])* $variant:ident = $name:literal, $severity:ident,
        meaning: $meaning:literal, example: $example:literal, fix: $fix:literal; )*) => {
        /// The code of a diagnostic: a name that says what is the matter.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $( $(#[$doc])* $variant, )* }

        impl Code {
            /// All codes, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name by which it is printed and explained.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How much it matters, unless the command line says otherwise.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What it means, an example and the fix.
            pub const fn explain(self) -> Explanation {
                match self { $(Self::$variant => Explanation { meaning: $meaning, example: $example, fix: $fix },)* }
            }
        }
    };
}

impl Code {
    /// The code with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

codes! {
    /// A file could not be read.
    UnreadableFile = "unreadable-file", Error,
        meaning: "A file that the run needs does not exist or cannot be read.",
        example: "spec = \"openapi.yml\"   # the file is openapi.yaml",
        fix: "Correct the path. Paths in oasmith.toml and in a `$ref` are relative to the file that holds them.";
    /// A file is neither JSON nor YAML.
    InvalidSyntax = "invalid-syntax", Error,
        meaning: "A file is not well-formed JSON or YAML, so nothing can be made of it. Files whose name ends in \
            `.json` are read as JSON; all others as JSON or YAML, whichever they look like.",
        example: "paths:\n  /pets:\n\tget:              # a tab\n      summary: cats: all of them   # a colon",
        fix: "Correct the file at the place shown. Texts with `: ` or ` #` in them need quotes in YAML, and YAML is \
            indented with spaces only.";
    /// A mapping has the same key twice.
    RepeatedKey = "repeated-key", Error,
        meaning: "One object gives the same key twice. Parsers keep the first or the last one as they please, so one \
            of the two would silently be lost.",
        example: "properties:\n  id: { type: string }\n  name: { type: string }\n  id: { type: integer }",
        fix: "Keep one of the two, or rename one. Two methods of one path belong under one entry of `paths`.";
    /// A file is nested too deeply or becomes too large.
    DocumentLimit = "document-limit", Error,
        meaning: "A document is nested more deeply than any sensible one, or a small file becomes a huge one through \
            YAML aliases or references that are replaced by copies.",
        example: "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]   # and so on",
        fix: "Give the repeated or inner parts names under `components/schemas` and refer to them with `$ref`.";
    /// The file is not an OpenAPI description.
    NotOpenapi = "not-openapi", Error,
        meaning: "The file is well-formed, but has neither an `openapi` nor a `swagger` key, by which a description \
            says what it is.",
        example: "{ \"info\": { \"title\": \"Pets\" }, \"paths\": {} }",
        fix: "Give the path of the root document, not of a file that it refers to. If it is the root document, add \
            `openapi: 3.0.3` at its top.";
    /// The version of the description is not one that can be read.
    UnsupportedVersion = "unsupported-version", Error,
        meaning: "The description is written for a version of OpenAPI that oasmith does not read.",
        example: "openapi: 4.0.0",
        fix: "Convert the description to OpenAPI 3.0, or use a newer oasmith.";
    /// An overlay is not what the standard has.
    InvalidOverlay = "invalid-overlay", Error,
        meaning: "An overlay, or one of its actions, is not as the Overlay Specification has it, or what it says cannot be done to the description: a list is to be merged into an object, or `copy` selects more than one node. An overlay that is half applied would make another API, so nothing is written.",
        example: "overlay: 1.1.0\ninfo: { title: Names, version: 1.0.0 }\nactions:\n  - target: $.paths['/pets'].get.tags   # a list\n    update: { operationId: pets.list }   # an object",
        fix: "Correct the overlay at the place shown. An action has a `target`, a JSONPath (RFC 9535), and one of `update`, `copy` and `remove: true`.";
    /// An action of an overlay selects nothing.
    UnmatchedTarget = "unmatched-target", Warning,
        meaning: "The `target` of an overlay's action selects nothing in the description, so the action changes nothing: perhaps what it was for has another name now, or an action before has removed it. An overlay sees the root document as it is written: what a `$ref` leads to stands elsewhere.",
        example: "actions:\n  - target: $.paths['/pet'].get   # the path is /pets\n    update: { operationId: pets.list }",
        fix: "Correct the JSONPath, or remove the action if the description no longer needs it.";
    /// An overlay is for another document.
    OverlayTarget = "overlay-target", Warning,
        meaning: "The overlay says with `extends` which document it is for, and that is not the one that it is applied to. It is applied all the same.",
        example: "# spec = \"openapi.yaml\" in oasmith.toml\noverlay: 1.1.0\nextends: ./other.yaml",
        fix: "Correct or remove `extends`, or apply the overlay to the document that it names. It is relative to the overlay.";
    /// A reference points to nothing.
    UnresolvedReference = "unresolved-reference", Error,
        meaning: "A `$ref` points to something that does not exist in the file it names. The part after `#` is a JSON \
            Pointer from the root of that file, in which `/` in a key is written `~1` and `~` is written `~0`.",
        example: "schema:\n  $ref: '#/components/schemas/Pett'   # it is called Pet",
        fix: "Correct the name or the path, or add what is missing. A reference is relative to the file that holds it, \
            not to the root document.";
    /// A reference points to another machine.
    RemoteReference = "remote-reference", Error,
        meaning: "A `$ref` names a document on the network. Oasmith reads only those that `[remote]` in oasmith.toml \
            allows, so that no description can make it ask anybody for anything.",
        example: "$ref: 'https://example.com/schemas/pet.yaml'",
        fix: "Allow what its URL begins with: `[remote] allow = [\"https://example.com/schemas/\"]`. The document is \
            fetched once, kept under `remote/`, and pinned by its hash in oasmith.lock. Or download it yourself, and \
            refer to it by a relative path.";
    /// A remote document could not be read.
    UnfetchedRemote = "unfetched-remote", Error,
        meaning: "A remote document is allowed, but there is no copy of it, and it was not or could not be fetched. Only `oasmith generate` uses the network; all other commands read the copies, so that they say the same every day.",
        example: "$ref: 'https://example.com/schemas/pet.yaml'   # moved, and the server answers with status 404",
        fix: "Run `oasmith generate`, and commit the folder of the copies. If it cannot be fetched, the message says why: `max-mib` and `timeout-seconds` of `[remote]` are the bounds, and redirects must be covered by `allow`, too.";
    /// A remote document is not what it was.
    ChangedRemote = "changed-remote", Error,
        meaning: "A remote document, or the copy of it, is not what `oasmith.lock` has the hash of. What a crate is made from changes only when somebody asks for it.",
        example: "[remote]   # in oasmith.lock\n\"https://example.com/schemas/pet.yaml\" = \"9f86d081…\"",
        fix: "`oasmith generate --update-remote` fetches all remote documents anew and pins what it finds: read what that changes under `remote/` before you commit it. To stay with what was, restore the copy from version control.";
    /// References that lead to each other and to nothing else.
    ReferenceCycle = "reference-cycle", Error,
        meaning: "References lead from one to the next and back, without anything that could be a type or a parameter \
            on the way. (A schema that contains itself through a property is no such thing, and fine.)",
        example: "components:\n  schemas:\n    A: { $ref: '#/components/schemas/B' }\n    \
            B: { $ref: '#/components/schemas/A' }",
        fix: "Replace one of the references by what is meant.";
    /// A reference points to an object of another kind than its place asks for.
    MisplacedReference = "misplaced-reference", Warning,
        meaning: "A `$ref` points to something that exists but is of another kind than its place asks for, such as a \
            response where a schema belongs. It is taken as if nothing were said there.",
        example: "schema:\n  $ref: '#/components/responses/Pet'",
        fix: "Point to an object of the fitting section, or move the `$ref` to where the object it names belongs.";
    /// Something stands beside a `$ref` that has no effect.
    IgnoredSibling = "ignored-sibling", Warning,
        meaning: "In OpenAPI 3.0 a `$ref` replaces the object it stands in, so what stands beside it has no effect \
            (3.0.3, section 4.7.23). Oasmith keeps descriptions, defaults, examples, `nullable`, `readOnly`, \
            `writeOnly`, `deprecated` and extensions all the same; this key is none of them.",
        example: "$ref: '#/components/schemas/Pet'\nrequired: [name]",
        fix: "Join the two with `allOf: [{ $ref: … }, { required: [name] }]`, or remove the key.";
    /// A dynamic reference may lead to several schemas.
    DynamicReference = "dynamic-reference", Warning,
        meaning: "A `$dynamicRef` leads to the schema that the outermost schema around it has given the name by \
            `$dynamicAnchor`. Here none has, and there are several of that name, so which one is meant depends on the \
            value. It is taken for an ordinary reference to the first of them.",
        example: "items: { $dynamicRef: '#item' }   # two schemas have `$dynamicAnchor: item`",
        fix: "Refer to the generic schema from one that binds the name: `{ $ref: …, $defs: { item: { $dynamicAnchor: item, … } } }`.";
    /// Something of another file was given a name of its own.
    RenamedImport = "renamed-import", Note,
        meaning: "Two files have different objects of the same name. The first one keeps it; the other one gets the \
            name of its file added.",
        example: "# users.yaml and orders.yaml both have their own\ncomponents: { schemas: { Status: { … } } }",
        fix: "Nothing needs to be done. Rename one of them, or give it `x-rust-name`, to choose the name yourself.";

    /// A template does not parse.
    TemplateSyntax = "template-syntax", Error,
        meaning: "A template is not valid Jinja: a tag is not closed, or an expression is malformed. All templates are read before anything is rendered, so that every such fault is shown at once.",
        example: "{% for field in fields %}{{ field.name|ident }}   {# `endfor` is missing #}",
        fix: "Correct the template at the place shown. `oasmith templates check` reads all templates without generating.";
    /// A template failed while it was rendered.
    TemplateError = "template-error", Error,
        meaning: "A template asked for something that is not there, or that cannot be done with what is there. A name that the view does not have is an error, never an empty string: otherwise a misspelt name would silently leave a hole in the crate.",
        example: "{{ operation.sumary|doc }}   {# the view has `summary` #}",
        fix: "The help line lists the names that exist at this place. `oasmith inspect NAME` prints the whole view of an operation or a type.";
    /// A string was printed where it could become code.
    UnescapedText = "unescaped-text", Error,
        meaning: "A plain string is printed without a filter in a template that makes Rust or TOML. Such a string may come from the description, and could put code into the crate. Code made by the generator prints as it is; everything else goes through a filter that says what it is to be. And what a filter makes must stay that: a string literal between the quotes of another ends it, so that its text would be code. In a branch that this description does not take it is a warning.",
        example: "/// {{ operation.summary }}\nconst ID: &str = \"{{ operation.id|lit }}\";",
        fix: "In Rust: `{{ operation.summary|doc }}` for documentation, `|lit` for a string literal, `|comment` for `//` lines, `|ident` for an identifier. In TOML: `|toml`. Each brings its quotes or markers along: `const ID: &str = {{ operation.id|lit }};`, and `|doc` and `|comment` stand on lines of their own.";
    /// A block that no parent template has.
    UnknownBlock = "unknown-block", Warning,
        meaning: "A template that extends another one defines a block which none of its parents has. Such a block is never printed.",
        example: "{% extends \"default/src/lib.rs.jinja\" %}{% block import %}use crate::ext;{% endblock %}   {# the block is `imports` #}",
        fix: "Use the name of a block that the parent has; the help line lists them.";
    /// A template that extends another has something outside of blocks.
    OutsideBlock = "outside-block", Warning,
        meaning: "A template that extends another one prints its parent, with its own blocks in the places of those of the parent. What stands outside of blocks has no place there, and is never printed.",
        example: "{% extends \"default/src/lib.rs.jinja\" %}\nuse crate::ext;",
        fix: "Put it into a block that the parent has, such as `imports` or `extra`, with `{{ super() }}` for what that holds already. Without `{% extends … %}` the template stands for itself.";
    /// A template names something that does not exist.
    UnknownName = "unknown-name", Warning,
        meaning: "A template names a variable, a member, a filter, a test or another template that does not exist, perhaps in a branch that this description never takes. All templates are held against the shape of the view before anything is rendered, so that no description has to come along that shows it. Where it is rendered, it is an error.",
        example: "{% if operation.deprecated %}{{ operation.sumary|doc }}{% endif %}   {# the view has `summary` #}",
        fix: "The help line lists the names that exist at this place. What may not be there is asked for with `is defined`, or has a `|default(…)`.";
    /// A template is for another version of the view.
    TemplateView = "template-view", Error,
        meaning: "A template says in a comment at its top which version of the view it is written for, and this is not the one that this version of oasmith gives to templates, or the comment is not as it should be. The view is what templates see; its version only changes where a name is taken away or gets another meaning, so a template for another version would quietly make something else.",
        example: "{#- oasmith: view = 7 -#}",
        fix: "The changelog says what has changed with each version of the view, and `oasmith templates check` names what the template asks for that is no longer there. Then set the number, or use the version of oasmith that the template was written for. Without such a comment nothing is checked.";
    /// A template's path has a placeholder that means nothing, or two templates make one file.
    TemplatePath = "template-path", Error,
        meaning: "The path of a template is the path of the file it makes. It may hold `{resource}` (the file is made for each resource) or `{schema}` (for each file of named schemas), once, and must then end in `.jinja`. Two templates cannot make the same file.",
        example: "templates/src/{resources}.rs.jinja",
        fix: "Rename the template. `oasmith templates list` shows what each template becomes.";
    /// A user's template has nearly the path of a built-in one.
    TemplateNearMiss = "template-near-miss", Warning,
        meaning: "A file in the template directory has a path that differs by one letter from a built-in template's. A file replaces a built-in only if its path is the same; this one adds a file to the crate instead.",
        example: "my-templates/src/clients.rs.jinja   # the built-in is src/client.rs.jinja",
        fix: "Rename it if it is to replace the built-in. If it is meant to be a new file, give it a name that is easier to tell apart.";
    /// A user's template that takes no part in the crate.
    UnusedTemplate = "unused-template", Note,
        meaning: "A template of the user's takes no part in the crate: no template that is rendered includes, imports or extends it, `skip` takes its file away, or it rendered nothing for everything that it was rendered for. That can be as it should be; often a name is not what it was meant to be.",
        example: "my-templates/partials/operations.rs.jinja   # the built-in templates include partials/operation.rs.jinja",
        fix: "Rename it if it is to replace another one; `oasmith templates list` shows all paths. Otherwise nothing needs to be done.";
    /// A skip pattern that matches nothing.
    UnusedSkip = "unused-skip", Warning,
        meaning: "A pattern of `skip` matches no file of the crate, so it takes nothing away: perhaps the file has another name in this version of the templates.",
        example: "skip = [\"src/blocking.rs.jinja\"]   # the path in the crate is src/blocking.rs",
        fix: "Give the path in the crate, without `.jinja`, or remove the pattern. `oasmith templates list` shows the paths.";
    /// A pattern of a filter that matches nothing.
    UnusedFilter = "unused-filter", Warning,
        meaning: "A pattern of `[filter]` matches no tag, path or operation of the description, so it changes nothing: perhaps what it was for has another name now.",
        example: "[filter]\ntags = [\"pet\"]   # the tag is `pets`",
        fix: "Correct the pattern or remove it. `oasmith inspect` prints the ids of all operations that are kept.";
    /// A pattern of settings that fits nothing.
    UnusedRule = "unused-rule", Warning,
        meaning: "A pattern of `[types]`, `[operations]` or `[modules]` fits nothing, so what stands below it has no effect: perhaps what it was for has another name now. One that begins with `x-` is for what has that extension, with another value than `false`.",
        example: "[types.\"Account*\"]   # the struct is `UserAccount`\nderive = [\"Hash\"]",
        fix: "Correct the pattern or remove it. `oasmith inspect` prints the names that there are.";
    /// A path pattern that is none.
    BadGlob = "bad-glob", Error,
        meaning: "A path pattern in the configuration cannot be read.",
        example: "keep = [\"src/ext/[a\"]",
        fix: "`*` matches within a directory, `**` across directories, `?` one character, `[ab]` one of two, `{a,b}` either of two.";
    /// What was rendered is not Rust.
    NotRust = "not-rust", Error,
        meaning: "A template was rendered, and its text is not valid Rust. Nothing was written. The whole text is kept in a temporary file, so that the place can be seen in context.",
        example: "pub struct {{ type.name|ident }} {{ '{' }}   {# no closing brace #}",
        fix: "Correct the template. If no template of your own takes part, it is a fault of the generator: please report it, with the element that was rendered.";
    /// A comment stood where none can be kept.
    MovedComment = "moved-comment", Warning,
        meaning: "Comments are kept before items, fields, variants, statements, match arms, parameters and list elements, and at the end of a line. One that stands elsewhere, such as inside an expression, is moved in front of the nearest of those.",
        example: "let url = base /* no slash */ + path;",
        fix: "Move the comment in the template to where it is to stand.";
    /// A generated file that someone changed.
    EditedByHand = "edited-by-hand", Error,
        meaning: "A file that the generator wrote was changed since. Generating would undo the change, so nothing is written.",
        example: "src/client.rs is in oasmith.lock, but its content has another hash",
        fix: "Move the change to `src/ext/`, to a template or to the configuration. `--force` overwrites the file and undoes the change. To keep a file as it is for good, name it under `keep`.";
    /// A file stands where the generator wants to write.
    ForeignFile = "foreign-file", Error,
        meaning: "The generator wants to write a file, but one that it did not write is in its place. Such files are never overwritten.",
        example: "README.md existed before the first `oasmith generate`",
        fix: "Move the file away, name it under `keep` to leave it alone for good, or use `--force` to replace it.";
    /// A path that must not be written.
    UnusablePath = "unusable-path", Error,
        meaning: "A file of the crate would have a path that leaves the output directory, leads through a symbolic link, or cannot exist on all systems that Rust runs on.",
        example: "src/aux.rs   # `aux` is reserved on Windows",
        fix: "Rename the resource or type in `oasmith.toml` or with `x-rust-name`, or rename the template.";
    /// Two files whose paths are the same on some systems.
    PathClash = "path-clash", Error,
        meaning: "Two files of the crate have paths that differ only in case, or one is a directory of the other. Many file systems can hold only one of them.",
        example: "src/types/Pet.rs and src/types/pet.rs",
        fix: "Rename one of the two in `oasmith.toml` or with `x-rust-name`.";
    /// `oasmith.lock` cannot be read.
    BadLock = "bad-lock", Error,
        meaning: "`oasmith.lock` is not what the generator wrote. It records which files are generated and which names and orders were given; without it names could change silently, so the run stops.",
        example: "<<<<<<< HEAD   # a merge conflict left in oasmith.lock",
        fix: "Restore the file from version control. After a merge conflict, take either side and generate again.";
    /// `oasmith.lock` was written by a newer version.
    NewerLock = "newer-lock", Error,
        meaning: "`oasmith.lock` has a format that this version of the generator does not know. A newer version wrote it.",
        example: "version = 2",
        fix: "Use the version of oasmith that wrote the file, or a newer one.";
    /// The output could not be written.
    UnwritableOutput = "unwritable-output", Error,
        meaning: "A file of the output could not be written, moved or removed. What was there before is kept: either all files of a run are written, or none.",
        example: "the disk is full, or a directory is read-only",
        fix: "Remove the cause and run again. An interrupted run is completed or undone by the next one.";
    /// A part of a multipart body has parts of its own.
    NestedParts = "nested-parts", Warning,
        meaning: "A part of a multipart body is to be a multipart body itself, by the `contentType` of its encoding. The SDK puts one level of parts together, not two, so this part is an upload: the caller gives its content, and its content type with the boundary in it.",
        example: "encoding:\n  thumbnails: { contentType: multipart/mixed }",
        fix: "Nothing, if an upload will do. Else make the inner parts parts of the body.";
    /// An element was taken for what it plainly means.
    Repaired = "repaired", Warning,
        meaning: "An element of the description is not what OpenAPI has in this place, but there is no doubt about what \
            is meant. It is taken for that. Other tools may leave it out, or read it in another way.",
        example: "properties:\n  name: { type: string, required: true }   # `required: [name]` belongs beside `properties`",
        fix: "Write what it is taken for: the help line says how.";
    /// An element is not what OpenAPI has in its place.
    InvalidElement = "invalid-element", Warning,
        meaning: "An element of the description is not what OpenAPI has in this place, so nothing can be made of it. It is left out; all else is generated.",
        example: "components:\n  schemas:\n    Pet:\n      type: object\n      required: name   # a list is wanted: [name]",
        fix: "Correct the element. The message says what was expected and what was found.";
    /// A list in a list has a separator of its own.
    UnsupportedCollectionFormat = "unsupported-collection-format", Warning,
        meaning: "In Swagger 2.0 a list in a list may have a separator of its own. OpenAPI 3.0 cannot say that, and neither can the generated crate: inner lists are joined by commas.",
        example: "type: array\ncollectionFormat: csv\nitems:\n  type: array\n  collectionFormat: pipes   # only csv\n  items: { type: string }",
        fix: "Let the outer list alone have a `collectionFormat`.";
    /// The configuration is not valid.
    InvalidConfig = "invalid-config", Error,
        meaning: "`oasmith.toml` is not valid TOML, a key has a value of the wrong kind, or a key that every configuration needs is missing.",
        example: "spec = [\"openapi.yaml\"]   # a string is wanted",
        fix: "Correct the value. `oasmith init SPEC` writes a configuration to start from.";
    /// A key of the configuration is not known.
    UnknownKey = "unknown-key", Error,
        meaning: "A key of `oasmith.toml` is not known, so it would have no effect.",
        example: "[crate]\nversoin = \"1.0.0\"",
        fix: "Correct the name: the help line has the nearest one.";
    /// A value becomes untyped JSON.
    Untyped = "untyped", Note,
        meaning: "The description does not say what this value is, so its Rust type is `serde_json::Value`: any JSON.",
        example: "metadata:\n  type: object   # of what?",
        fix: "If the value has a shape, describe it with `properties`, `items` or `additionalProperties`. If any JSON is meant, leave it.";
    /// A schema's `type` is not one of OpenAPI's.
    UnknownType = "unknown-type", Warning,
        meaning: "A schema's `type` is none of string, number, integer, boolean, array and object. Its Rust type is `serde_json::Value`.",
        example: "created:\n  type: datetime   # type: string, format: date-time",
        fix: "Name one of the six types, and say the rest with `format`.";
    /// A server's URL lacks what a client needs.
    IncompleteServer = "incomplete-server", Warning,
        meaning: "A server's URL names no host, or has a variable without a default. A client of such a server must be given what is missing: a base URL, or a value. So must a call of an operation that has no complete server of its own.",
        example: "servers:\n  - url: /v1                        # of which host?\n  - url: https://{tenant}.example.com   # of which tenant?",
        fix: "Write the whole URL, and give every variable a `default` under `variables`. If the description is not yours, an overlay can.";
    /// A security requirement names a scheme that does not exist.
    UnknownSecurityScheme = "unknown-security-scheme", Warning,
        meaning: "A `security` requirement names a scheme that `components.securitySchemes` does not have.",
        example: "security:\n  - api_key: []   # components.securitySchemes has `apiKey`",
        fix: "Correct the name, or define the scheme.";
    /// Two operations have one id.
    DuplicateOperationId = "duplicate-operation-id", Warning,
        meaning: "Two operations have the same `operationId`. OpenAPI asks for unique ones, and method names are made of them.",
        example: "/pets:  { get: { operationId: list } }\n/toys:  { get: { operationId: list } }",
        fix: "Give each operation an id of its own.";
    /// A path parameter has no place in the path.
    UnusedPathParameter = "unused-path-parameter", Warning,
        meaning: "A parameter says `in: path`, but the path has no place for it. It is left out.",
        example: "/pets/{id}:\n  get:\n    parameters: [{ name: pet_id, in: path, required: true, schema: { type: string } }]",
        fix: "Use the same name in the path and in the parameter.";
    /// A place in the path has no parameter.
    UndeclaredPathParameter = "undeclared-path-parameter", Warning,
        meaning: "A path has a place that no parameter describes. It is generated as a required string.",
        example: "/pets/{id}:\n  get:\n    parameters: []",
        fix: "Add a parameter with `in: path` and the name in braces.";
    /// A part of an `allOf` has no fields.
    UnmergedPart = "unmerged-part", Warning,
        meaning: "`allOf` joins the fields of objects. This part has none that could be joined, since it is no object, and is left out.",
        example: "allOf:\n  - $ref: '#/components/schemas/Pet'\n  - $ref: '#/components/schemas/Colour'   # an enum",
        fix: "Make the part a property, or an object.";
    /// A value of a type would have no end.
    EndlessType = "endless-type", Warning,
        meaning: "A type requires a value of itself, directly or by way of others, so that no value could ever be complete. The property is generated as optional.",
        example: "Node:\n  type: object\n  required: [next]\n  properties: { next: { $ref: '#/components/schemas/Node' } }",
        fix: "Make one of the properties on the way optional or nullable.";
    /// What is said of an operation's pages does not fit it.
    InvalidPagination = "invalid-pagination", Warning,
        meaning: "`x-pagination`, or `[pagination]` in oasmith.toml, says something of an operation's pages that does not fit what the operation takes and gives. It is generated without pages.",
        example: "get:\n  operationId: users.list\n  x-pagination:\n    style: cursor        # cursor, offset, page, link or none\n    parameter: cursor    # query parameter, or property of the body\n    next: /meta/next     # of a cursor; of a link, where no `Link` header has it\n    items: /users        # where there is more than one list\n    more: /meta/more     # a boolean, if there is one\n    total: /meta/total   # of items (offset) or pages (page), if there is one\n    first: 1             # the number of the first page or, with offset, item",
        fix: "Name a parameter of the operation, and point to properties of its answer, with JSON Pointers.";
    /// A pattern is no regular expression.
    InvalidPattern = "invalid-pattern", Warning,
        meaning: "A `pattern` is not a regular expression of ECMA-262, which OpenAPI asks for, so values cannot be checked against it. It is left out of `validate()`; all else is generated.",
        example: "code:\n  type: string\n  pattern: '(?i)[a-z+'   # no flags in the pattern, and no `]`",
        fix: "Correct the expression. What other dialects write otherwise, such as `(?i)` or `\\A`, has to be written as in JavaScript.";
}
