-- Notebook cells to Typst, or as they are for Word, inside one pandoc process.
--
-- The document that comes in is a row of fenced blocks, one for each piece of a notebook (class
-- `markdown-7`: piece 7, in Markdown). Each piece is read on its own and in a sandbox, so that no open
-- fence or tag leaks into the next one and no file is touched. What pandoc cannot decide (which image,
-- how wide a table) goes out as a numbered place, with its data in one line of JSON at the end.

-- Each extension slows reading down, so a piece gets only those whose mark occurs in it.
local EXTENSIONS = {
  pipe_tables = '|', footnotes = '[^', strikeout = '~~', task_lists = '] ',
  autolink_bare_uris = '://',
}
local SOFT_BREAK = '\u{200B}'
local SOFT_HYPHEN = '\u{AD}'
local LONG_WORD = 30
local ACTIVE = { 'script', 'style', 'iframe', 'object', 'template', 'noscript' }
local IS_ACTIVE = {}
for _, name in ipairs(ACTIVE) do IS_ACTIVE[name] = true end
local DEEPEST = 25
local DEEPEST_FORMULA = 12 -- in Word; pandoc takes twice as long for each power of a power
local MOST_INLINES = 4000
local LONGEST_INLINE = 5000
local LONGEST_STR = 600
local SHORT_LINE = 250
local SHORTEST_LINE = 20 -- to write on
local LONGEST_LINE = 95 -- of text, in letters
local BRIEF = 8 -- lines of a list that are not torn apart
-- Elements without an end, and those whose end may be left out.
local ENDS_BY_ITSELF = {}
for name in ('area base br col embed hr img input link meta source track wbr p li dt dd td th tr thead tbody tfoot '
  .. 'colgroup caption option'):gmatch('%a+') do ENDS_BY_ITSELF[name] = true end
local SPANS = { ['[cC][oO][lL][sS][pP][aA][nN]'] = 1000, ['[rR][oO][wW][sS][pP][aA][nN]'] = 65534 }

local token, title, title_is_given
local hyphenated = {} -- words of the language, with a soft hyphen wherever a line may break them
local formula_word, formulas -- the words that stand for formulas, and what they mean, in order from 0
local places, labels = {}, {}
local label_count, heading_count = 0, 0
local depths = {}
local too_deep = false -- in the piece that is being read
local piece_number
local may_be_title = false -- the first heading of the piece that is being read
local unknown = {} -- formulas that Word cannot show

local function typst(text) return pandoc.RawInline('typst', text) end

local function formula(number) return formulas[tonumber(number) + 1] end

-- A text with its formulas as they were written, for code and addresses.
local function restored(text)
  return (text:gsub(formula_word, function(number) return formula(number).whole end))
end

local function unhyphenated(text) return (text:gsub(SOFT_HYPHEN, '')) end

-- What an element says, its formulas in LaTeX.
local function plain(element)
  local text = unhyphenated(pandoc.utils.stringify(element))
  return (text:gsub(formula_word, function(number) return formula(number).latex end))
end

local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('\n', '\\n'):gsub('[\r\t]', ' ') .. '"'
end

-- A place that Python fills in, and the data it needs to do so.
local function place(data)
  places[#places + 1] = data
  return token .. #places .. ';'
end

-- Scripts of Asia, whose lines break by rules of their own, and whose letters join.
local function breaks_by_itself(code)
  return code >= 0x590 and code < 0x1E00 or code >= 0x2E80 and code < 0xFB00 or code >= 0xFB1D
end

-- Words longer than a line get points where they may break.
local function breakable(text)
  if #text <= LONG_WORD then return text end
  return (text:gsub('%S+', function(word)
    if (utf8.len(word) or 0) <= LONG_WORD then return word end
    local out, run = {}, 0
    for _, code in utf8.codes(word) do
      local letter = utf8.char(code)
      out[#out + 1] = letter
      run = breaks_by_itself(code) and 0 or run + 1
      if run >= 20 or run >= 6 and letter:match('[/.,_=&?;:%-]') then
        out[#out + 1] = SOFT_BREAK
        run = 0
      end
    end
    return table.concat(out)
  end))
end

-- What a line cannot show: a formula or code of many pages.
local function shortened(text)
  if #text <= LONGEST_INLINE then return text end
  local last = utf8.offset(text, 0, LONGEST_INLINE)
  return text:sub(1, last - 1) .. '…'
end

local function is_deep(formula)
  local depth = 0
  for brace in formula:gmatch('[{}]') do
    depth = depth + (brace == '{' and 1 or -1)
    if depth > DEEPEST_FORMULA then return true end
  end
  return false
end

------------------------------------------------------------------------------------------------- HTML

-- Looks for each end once: a pattern with an end takes hours for many starts without one.
local function without_active_parts(text)
  local lower, out, from, at = text:lower(), {}, 1, 1
  local lacking = {}
  local function after(mark, start)
    if lacking[mark] then return nil end
    local _, last = lower:find(mark, start)
    lacking[mark] = not last
    return last
  end
  while true do
    local first, last, slash, name = lower:find('<([/!]?)([%a-]+)', at)
    if not first then break end
    local stop
    if slash == '!' and name:sub(1, 2) == '--' then
      stop = after('%-%->', first + 4) or first + 3
    elseif slash ~= '!' and IS_ACTIVE[name] then
      stop = slash == '' and after('</' .. name .. '%s*>', last + 1) or after('>', last + 1)
    end
    if stop then
      out[#out + 1] = text:sub(from, first - 1)
      from = stop + 1
    end
    at = (stop or last) + 1
  end
  return table.concat(out) .. text:sub(from)
end

-- Beyond a depth that no page can show, elements lose their tags.
local function shallow(text)
  local open, dropped = {}, {}
  return (text:gsub('<(/?)(%a[%w:-]*)([^<>]*)>', function(slash, name, rest)
    name = name:lower()
    if ENDS_BY_ITSELF[name] or rest:sub(-1) == '/' then return nil end
    if slash == '' then
      if #open < DEEPEST then
        open[#open + 1] = name
        return nil
      end
      dropped[name] = (dropped[name] or 0) + 1
      too_deep = true
      return ''
    end
    if (dropped[name] or 0) > 0 then
      dropped[name] = dropped[name] - 1
      return ''
    end
    local inner = #open
    while inner > 0 and open[inner] ~= name do inner = inner - 1 end
    while inner > 0 and #open >= inner do open[#open] = nil end
  end))
end

-- No browser counts further, and pandoc makes a cell for each.
local function with_possible_spans(text)
  for name, most in pairs(SPANS) do
    text = text:gsub('(' .. name .. '%s*=%s*["\']?%s*)(%d+)', function(before, digits)
      return before .. (#digits > 5 and most or math.min(tonumber(digits), most))
    end)
  end
  return text
end

local function read_html(text)
  text = with_possible_spans(shallow(without_active_parts(text)))
  text = text:gsub('<font[^<>]-color%s*=%s*["\']?([%w#]+)[^<>]*>', '<span style="color:%1">'):gsub('</font>', '</span>')
  text = text:gsub('<center>', '<div align="center">'):gsub('</center>', '</div>')
  text = text:gsub('<summary[^<>]*>', '<p><strong>'):gsub('</summary>', '</strong></p>')
  local ok, doc = pcall(pandoc.read, text, 'html', nil, {})
  if ok and text:find('<mark', 1, true) then
    doc = doc:walk { Span = function(span)
      if span.classes:includes('mark') then return pandoc.Span(span.content, { style = 'background-color: #fff3a0' }) end
    end }
  end
  return ok and doc.blocks or pandoc.Blocks { pandoc.CodeBlock(text) }
end

local function count(text, pattern) return select(2, text:lower():gsub(pattern, '')) end

-- Raw HTML blocks become real ones; an open <div> holds what follows, to the end of the piece at most.
local function gather(blocks, from, depth)
  local out, i = pandoc.Blocks {}, from
  while i <= #blocks do
    local block = blocks[i]
    i = i + 1
    if block.t ~= 'RawBlock' then
      out:insert(block)
    else
      local open = count(block.text, '<div[%s>]') - count(block.text, '</div')
      -- Bare text would run on into the next paragraph.
      local read = read_html((block.text:gsub('\\%$', '$'))):map(function(one)
        return one.t == 'Plain' and pandoc.Para(one.content) or one
      end)
      if open > 0 and depth >= DEEPEST then
        too_deep = true
        out:extend(read)
      elseif open > 0 then
        local box = read[#read]
        if box and box.t == 'Div' then read:remove(#read) else box = pandoc.Div {} end
        out:extend(read)
        local content, rest
        content, i = gather(blocks, i, depth + 1)
        local all = pandoc.Blocks(box.content)
        all:extend(content)
        out:insert(pandoc.Div(all, box.attr))
      else
        out:extend(read)
        if open < 0 and depth > 0 then return out, i end
      end
    end
  end
  return out, i
end

local WRAPPERS = {
  b = pandoc.Strong, strong = pandoc.Strong, i = pandoc.Emph, em = pandoc.Emph,
  u = pandoc.Underline, ins = pandoc.Underline, s = pandoc.Strikeout, del = pandoc.Strikeout,
  strike = pandoc.Strikeout, sub = pandoc.Subscript, sup = pandoc.Superscript,
  code = function(content) return pandoc.Code(pandoc.utils.stringify(content)) end,
  kbd = function(content) return pandoc.Code(pandoc.utils.stringify(content)) end,
}

local function attribute(text, name)
  return text:match('%s' .. name .. '%s*=%s*"([^"]*)"') or text:match('%s' .. name .. "%s*=%s*'([^']*)'")
end

local function wrapper(tag, text)
  if WRAPPERS[tag] then return WRAPPERS[tag] end
  local style = tag == 'mark' and 'background-color: #fff3a0' or attribute(text, 'style')
  if tag == 'font' then style = attribute(text, 'color') and 'color:' .. attribute(text, 'color') end
  if style and (tag == 'span' or tag == 'font' or tag == 'mark') then
    return function(content) return pandoc.Span(content, { style = style }) end
  end
  if tag == 'a' then
    local target, id = attribute(text, 'href'), attribute(text, 'id') or attribute(text, 'name')
    if target then return function(content) return pandoc.Link(content, target) end end
    if id then return function(content) return pandoc.Span(content, pandoc.Attr(id)) end end
  end
  for _, active in ipairs(ACTIVE) do
    if tag == active then return function() return pandoc.Str '' end end
  end
end

local function inline_html(inlines)
  local frames = { { content = pandoc.Inlines {} } }
  local function close()
    local frame = table.remove(frames)
    frames[#frames].content:extend(frame.wrap and { frame.wrap(frame.content) } or frame.content)
  end
  for _, inline in ipairs(inlines) do
    local content = frames[#frames].content
    if inline.t ~= 'RawInline' then
      content:insert(inline)
    else
      local closing, tag = inline.text:match('^<(/?)(%a%w*)')
      tag = (tag or ''):lower()
      if tag == 'br' then
        content:insert(pandoc.LineBreak())
      elseif tag == 'img' then
        for _, block in ipairs(read_html(inline.text)) do content:extend(block.content or {}) end
      elseif closing == '' then
        local wrap = wrapper(tag, inline.text)
        if wrap and #frames > DEEPEST then
          too_deep = true
        elseif wrap then
          frames[#frames + 1] = { tag = tag, wrap = wrap, content = pandoc.Inlines {} }
        end
      elseif closing == '/' then
        local at = #frames
        while at > 1 and frames[at].tag ~= tag do at = at - 1 end
        while at > 1 and #frames > at do
          frames[#frames].wrap = nil
          close()
        end
        if at > 1 then close() end
      end
    end
  end
  while #frames > 1 do
    local kept = frames[#frames].tag
    if not pandoc.List(ACTIVE):includes(kept) then frames[#frames].wrap = nil end
    close()
  end
  return frames[1].content
end

local from_html = {
  Inlines = inline_html,
  Blocks = function(blocks) return (gather(blocks, 1, 0)) end,
}

local function read_markdown(text)
  local format = 'commonmark+raw_html'
  for extension, mark in pairs(EXTENSIONS) do
    if text:find(mark, 1, true) then format = format .. '+' .. extension end
  end
  -- Without a last line end the last row of a table is lost. This reader opens no files, as that of HTML may.
  local blocks = pandoc.read(text .. '\n', format).blocks
  return text:find('<', 1, true) and blocks:walk(from_html) or blocks
end

-- The words for formulas become formulas again. For Typst their text stays the word, which Python fills in.
local from_words = {
  Str = function(str)
    local out, at = pandoc.Inlines {}, 1
    for first, number, last in str.text:gmatch('()' .. formula_word .. '()') do
      if first > at then out:insert(pandoc.Str(str.text:sub(at, first - 1))) end
      local found = formula(number)
      local text = FORMAT == 'json' and found.latex or str.text:sub(first, last - 1)
      out:insert(pandoc.Math(found.block and 'DisplayMath' or 'InlineMath', text))
      at = last
    end
    if at == 1 then return nil end
    if at <= #str.text then out:insert(pandoc.Str(str.text:sub(at))) end
    return out
  end,
  Code = function(code) return pandoc.Code(restored(code.text), code.attr) end,
  CodeBlock = function(code) return pandoc.CodeBlock(restored(code.text), code.attr) end,
  Link = function(link) return pandoc.Link(link.content, restored(link.target), link.title, link.attr) end,
  Image = function(image)
    return pandoc.Image(image.caption, restored(image.src), restored(image.title), image.attr)
  end,
}

---------------------------------------------------------------------------------- headings and links

-- What the spellings of a link to a heading (Jupyter's, GitHub's, pandoc's) have in common.
local function anchor(text)
  text = text:gsub('%%(%x%x)', function(hex) return string.char(tonumber(hex, 16)) end)
  return (pandoc.text.lower(text):gsub('[%s%p]', ''))
end

local function new_label(name)
  label_count = label_count + 1
  local label, key = 'place' .. label_count, anchor(name)
  if key ~= '' and not labels[key] then labels[key] = label end
  return label
end

local function label_target(element)
  if element.identifier ~= '' then element.identifier = new_label(element.identifier) end
  return element
end

-- A heading stands in the contents too, so what it holds cannot be a target: the heading is one instead.
local function without_targets(header)
  local within = {}
  header.content = header.content:walk {
    Span = function(span)
      if span.identifier == '' then return nil end
      within[span.identifier] = true
      return span.content
    end,
  }
  return header, within
end

local function lead_to(within, label)
  for key, value in pairs(labels) do
    if within[value] then labels[key] = label end
  end
end

-- Whether a piece begins with a heading of level 1, targets and the like apart.
local function begins_with_heading(blocks)
  for _, block in ipairs(blocks) do
    if block.t == 'Header' then return block.level == 1 end
    if not pandoc.utils.stringify(block):match('^%s*$') then return false end
  end
  return false
end

-- Whether a text may hold a heading or something that a link can lead to.
local function may_hold_targets(text)
  return text:find('#', 1, true) or text:find('\n[=-]') or text:find('<[hH]%d')
    or text:find('<', 1, true) and (text:find('[iI][dD]%s*=') or text:find('[nN][aA][mM][eE]%s*='))
end

local targets = {
  -- A heading of level 1 with which the notebook begins is the title; the others lose the levels that the author skipped.
  Header = function(header)
    local text = plain(header)
    if text:match('^%s*$') then return {} end
    heading_count = heading_count + 1
    local within
    header, within = without_targets(header)
    if may_be_title and header.level == 1 and heading_count == 1 and (not title_is_given or anchor(text) == anchor(title)) then
      title = title or text
      heading_count = 0
      title_is_given = true
      local label = new_label(text)
      lead_to(within, label)
      return pandoc.RawBlock('typst', '#metadata(none) <' .. label .. '>')
    end
    while #depths > 0 and depths[#depths] >= header.level do depths[#depths] = nil end
    depths[#depths + 1] = header.level
    header.level = math.min(#depths, 6)
    header.identifier = new_label(text)
    lead_to(within, header.identifier)
    header.classes, header.attributes = {}, {}
    return header
  end,
  Span = label_target,
  Div = label_target,
}

------------------------------------------------------------------------------ direction of writing

local BASE = 'ltr' -- of the document
local MAY_TURN = '[\xD6-\xDF\xE0\xEF\xF0]'

local function is_from_right(code)
  return code >= 0x590 and code < 0x900 or code >= 0xFB1D and code < 0xFE00 or code >= 0xFE70 and code < 0xFEFF
    or code >= 0x10800 and code < 0x11000 or code >= 0x1E800 and code < 0x1F000 or code == 0x200F
end

local function is_from_left(code)
  return code >= 0x41 and code <= 0x5A or code >= 0x61 and code <= 0x7A or code >= 0xC0 and code < 0x2000
    or code >= 0x2C00 and code ~= 0xFEFF or code == 0x200E
end

-- The direction of the first letter that has one, as a browser finds it for dir=auto.
local function direction(element)
  for _, code in utf8.codes(pandoc.utils.stringify(element)) do
    if is_from_right(code) then return 'rtl' end
    if is_from_left(code) then return 'ltr' end
  end
end

local function turned(blocks, way)
  if FORMAT == 'json' then
    local style = blocks[1].t == 'Para' and 'Body Text' or nil
    return { pandoc.Div(blocks, { dir = way, ['custom-style'] = style }) }
  end
  local out = pandoc.Blocks { pandoc.RawBlock('typst', '#[#set text(dir: ' .. way .. ')\n#set align(start)') }
  out:extend(blocks)
  out:insert(pandoc.RawBlock('typst', ']'))
  return out
end

-- Blocks that are written in another direction than what is around them are marked so.
-- Where the author says the direction, it holds for all that is inside; so does that of a list.
local function directed(blocks, around, is_said)
  local out = pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    local said = block.attr and block.attr.attributes.dir
    if said ~= 'rtl' and said ~= 'ltr' then said = nil end
    local is_given = said ~= nil or is_said
    local way = said or not is_said and direction(block) or around
    if block.t == 'BulletList' or block.t == 'OrderedList' then
      block.content = block.content:map(function(item) return directed(item, way, true) end)
    elseif block.t == 'BlockQuote' then
      block.content = directed(block.content, way, is_given)
    elseif block.t == 'Div' then
      way = said or around -- what is in it decides for itself
      block.content = directed(block.content, way, is_given)
    elseif block.t == 'Table' then
      way = said or around
      block = block:walk { Plain = function(plain)
        local own = not is_given and direction(plain) or way
        if own ~= way then return turned({ plain }, own) end
      end }
    elseif block.t == 'CodeBlock' or block.t == 'RawBlock' then
      way = around
    end
    if way == around then out:insert(block) else out:extend(turned({ block }, way)) end
  end
  return out
end

-- A part of a line that is written in the other direction keeps to itself.
local function isolated(span)
  local way = span.attributes.dir
  if way ~= 'rtl' and way ~= 'ltr' then return nil end
  span.content:insert(1, pandoc.Str(way == 'rtl' and '\u{2067}' or '\u{2066}'))
  span.content:insert(pandoc.Str '\u{2069}')
  return span
end

-- Word asks for a mark at each word.
local function marked_words(str)
  if str.text:find(MAY_TURN) and direction(str) == 'rtl' then return pandoc.Span({ str }, { dir = 'rtl' }) end
end

local function with_directions(blocks, text)
  if not (text:find(MAY_TURN) or text:find('dir%s*=') or BASE == 'rtl') then return blocks end
  blocks = directed(blocks:walk { Span = isolated }, BASE)
  return FORMAT == 'json' and blocks:walk { Str = marked_words } or blocks
end

------------------------------------------------------------------------------------------ to Typst

local WRITE = pandoc.WriterOptions { wrap_text = 'none' }

local function write(blocks) return pandoc.write(pandoc.Pandoc(blocks), 'typst', WRITE) end

local function align(name)
  return ({ AlignLeft = 'left', AlignRight = 'right', AlignCenter = 'center' })[tostring(name)] or ''
end

-- The text of a cell that is written already; the words for formulas count.
local function with_words(blocks)
  blocks = blocks:walk { LineBreak = function() return pandoc.Str('\n') end }
  if #formulas == 0 then return unhyphenated(pandoc.utils.stringify(blocks)) end
  return unhyphenated(pandoc.utils.stringify(blocks:walk {
    RawInline = function(raw) return raw.text:find(formula_word) and pandoc.Str(raw.text) or nil end,
  }))
end

local function rows_of(rows, cells, contents)
  local out = pandoc.List {}
  for _, row in ipairs(rows) do
    local line = pandoc.List {}
    for _, cell in ipairs(row.cells) do
      cells[#cells + 1] = { text = with_words(cell.contents), align = align(cell.alignment),
        style = cell.attr.attributes.style,
        colspan = cell.col_span, rowspan = cell.row_span }
      contents[#contents + 1] = cell.contents
      line:insert(cells[#cells])
    end
    out:insert(line)
  end
  return out
end

local function split(text, mark)
  local out, from = {}, 1
  while true do
    local first, last = text:find(mark, from, true)
    out[#out + 1] = text:sub(from, (first or 0) - 1)
    if not first then return out end
    from = last + 1
  end
end

-- Pandoc takes four times as long to write a word of twice the length. A word is cut only where it may
-- break: two halves of something that means more to Typst than its letters must not meet.
local function chunks(word)
  if #word <= LONGEST_STR then return word == '' and {} or { word } end
  local out, parts = {}, split(word, SOFT_BREAK)
  for first = 1, #parts, 20 do
    local last = math.min(first + 19, #parts)
    out[#out + 1] = table.concat(parts, SOFT_BREAK, first, last) .. (last < #parts and SOFT_BREAK or '')
  end
  return out
end

-- All cells are written in one go, which is many times faster than one by one.
local function table_place(tbl)
  local cells, contents, body = {}, {}, pandoc.List {}
  local head = rows_of(tbl.head.rows, cells, contents)
  local stub = 0
  for _, part in ipairs(tbl.bodies) do
    stub = math.max(stub, part.row_head_columns)
    body:extend(rows_of(part.head, cells, contents))
    body:extend(rows_of(part.body, cells, contents))
  end
  body:extend(rows_of(tbl.foot.rows, cells, contents))
  local row, mark = pandoc.Blocks {}, token .. '|;'
  for _, content in ipairs(contents) do
    row:extend(content)
    row:insert(pandoc.RawBlock('typst', mark))
  end
  for i, text in ipairs(split(write(row), mark)) do
    if cells[i] then cells[i].typst = (text:gsub('^%s+', ''):gsub('%s+$', '')) end
  end
  local aligns = pandoc.List {}
  for _, spec in ipairs(tbl.colspecs) do aligns:insert(align(spec[1])) end
  local caption = tbl.caption.long
  return pandoc.RawBlock('typst', place { kind = 'table', head = head, body = body, stub = stub,
    aligns = aligns, caption = #caption > 0 and write(caption) or '' })
end

-- Typst takes four times as long for a paragraph of twice as many pieces: beyond many pages it gets several.
local function in_parts(content)
  if #content <= MOST_INLINES then return nil end
  local out, part = pandoc.Blocks {}, pandoc.Inlines {}
  for _, inline in ipairs(content) do
    part:insert(inline)
    if #part >= MOST_INLINES or #part >= MOST_INLINES / 2 and inline.t == 'Space' then
      out:insert(pandoc.Para(part))
      part = pandoc.Inlines {}
    end
  end
  out:insert(pandoc.Para(part))
  return out
end

-- A line in bold alone is the title of what follows: it does not stay behind at the foot of a page.
local function title_line(block, inline)
  if inline.t ~= 'Strong' or block.t ~= 'Para' then return nil end
  return { pandoc.RawBlock('typst', '#titled['), block, pandoc.RawBlock('typst', ']') }
end

-- A sentence that leads to a list stays with it.
local function with_leads(blocks)
  local out = pandoc.Blocks {}
  for i, block in ipairs(blocks) do
    local next = blocks[i + 1]
    local leads = block.t == 'Para' and next and (next.t == 'BulletList' or next.t == 'OrderedList')
      and #pandoc.utils.stringify(block) <= SHORT_LINE
    if leads then out:insert(pandoc.RawBlock('typst', '#kept[')) end
    out:insert(block)
    if leads then out:insert(pandoc.RawBlock('typst', ']')) end
  end
  return out
end

-- A list that is short enough to stand on one page. Its lines are counted here: to measure each list takes the
-- compiler more memory than a book may have.
local function is_brief(block)
  if block.t ~= 'BulletList' and block.t ~= 'OrderedList' or #block.content > BRIEF then return false end
  local lines = 0
  for _, item in ipairs(block.content) do
    local text = pandoc.utils.stringify(pandoc.Blocks(item)):gsub('\u{AD}', '')
    lines = lines + math.max(1, math.ceil((utf8.len(text) or #text) / LONGEST_LINE))
  end
  return lines <= BRIEF
end

local function lone_image(block)
  local content = block.content -- each look at it builds it anew
  if #content ~= 1 then return in_parts(content) end
  local inline = content[1]
  local number = inline.t == 'RawInline' and inline.text:match('^' .. token .. '(%d+);$')
  local data = number and places[tonumber(number)]
  if data and data.kind == 'image' then
    data.block = true
    return pandoc.RawBlock('typst', inline.text)
  end
  if inline.t == 'Str' and block.t == 'Para' then
    local text = inline.text:gsub(SOFT_BREAK, '')
    if #text >= SHORTEST_LINE and not text:find('[^_]') then return pandoc.RawBlock('typst', '#writing-line();') end
  end
  return title_line(block, inline)
end

-- The arrow behind what is to be matched, and the room for its letter, stay with the last word.
local function with_answers_in_line(inlines)
  for i = #inlines, 4, -1 do
    local room, arrow = inlines[i], inlines[i - 2]
    if room.t == 'Str' and arrow.t == 'Str' and arrow.text == '→' and room.text:match('^_+$')
      and inlines[i - 1].t == 'Space' and inlines[i - 3].t == 'Space' then
      inlines[i - 1], inlines[i - 3] = typst('~'), typst('~')
    end
  end
  return inlines
end

local to_typst = {
  Str = function(str)
    local own = str.text
    local text = breakable(own):gsub('[%a\128-\255]+', hyphenated)
    if #text <= LONGEST_STR and not text:match('["\']') then return text ~= own and pandoc.Str(text) or nil end
    local out = pandoc.Inlines {}
    -- Typst sets its own quotation marks, as the language asks for.
    for before, mark in text:gmatch('([^"\']*)(["\']?)') do
      for _, part in ipairs(chunks(before)) do out:insert(pandoc.Str(part)) end
      if mark ~= '' then out:insert(typst(mark)) end
    end
    return out
  end,
  Inlines = with_answers_in_line,
  Blocks = with_leads,
  Code = function(code) return pandoc.Code(breakable(shortened(code.text))) end,
  Math = function(math) return typst(math.text) end,
  Header = function(header)
    return header:walk { Str = function(str) return pandoc.Str(unhyphenated(str.text)) end }
  end,
  Image = function(image)
    return typst(place { kind = 'image', src = image.src, alt = plain(image.caption),
      caption = image.title, width = image.attributes.width or '', block = false })
  end,
  Link = function(link)
    local target = link.target
    if #link.content == 0 then return {} end
    if target:match('^https?://') or target:match('^mailto:') then
      return pandoc.Link(link.content, target)
    end
    local label = target:match('^#') and labels[anchor(target)]
    if not label then return link.content end
    local out = pandoc.Inlines { typst('#go(<' .. label .. '>)[') }
    out:extend(link.content)
    out:insert(typst('];'))
    return out
  end,
  Span = function(span)
    local out = pandoc.Inlines {}
    if span.identifier ~= '' then out:insert(typst('#metadata(none) <' .. span.identifier .. '>')) end
    local style = span.attributes.style
    if style then out:insert(typst(place { kind = 'style', style = style })) end
    out:extend(span.content)
    if style then out:insert(typst('];')) end
    return out
  end,
  CodeBlock = function(code)
    local language = (code.classes[1] or ''):match('^[%w+#-]+$') or ''
    return pandoc.RawBlock('typst', '#code(' .. quoted(breakable(code.text)) .. ', lang: ' .. quoted(language) .. ')')
  end,
  Para = lone_image,
  Plain = lone_image,
  Figure = function(figure)
    for _, block in ipairs(figure.content) do
      local data = block.t == 'RawBlock' and places[tonumber(block.text:match('^' .. token .. '(%d+);$'))]
      if data and data.kind == 'image' and #figure.caption.long > 0 then
        data.caption = plain(figure.caption.long)
      end
    end
    return figure.content
  end,
  Table = table_place,
  -- A list of tasks has boxes instead of bullets.
  BulletList = function(list)
    for _, item in ipairs(list.content) do
      local first = item[1] and item[1].content and item[1].content[1]
      if not first or first.t ~= 'Str' or not (first.text == '☐' or first.text == '☒') then return nil end
    end
    return { pandoc.RawBlock('typst', '#[#set list(marker: none, body-indent: 0pt)'), list, pandoc.RawBlock('typst', ']') }
  end,
  Div = function(div)
    local out = pandoc.Blocks {}
    if div.identifier ~= '' then
      out:insert(pandoc.RawBlock('typst', '#metadata(none) <' .. div.identifier .. '>'))
    end
    local kind = table.concat(div.classes, ' '):match('alert%-(%a+)')
    if kind then out:insert(pandoc.RawBlock('typst', '#callout("' .. kind .. '")[')) end
    local is_question = div.classes:includes('casekit-item')
    if is_question then out:insert(pandoc.RawBlock('typst', '#whole[')) end
    local centred = div.attributes.align == 'center'
    if centred then out:insert(pandoc.RawBlock('typst', '#align(center)[')) end
    out:extend(div.content)
    if centred then out:insert(pandoc.RawBlock('typst', ']')) end
    if is_question then out:insert(pandoc.RawBlock('typst', ']')) end
    if kind then out:insert(pandoc.RawBlock('typst', ']')) end
    return out
  end,
}

------------------------------------------------------------------------------------------- for Word

-- What pandoc cannot write as a formula it writes as text.
local function is_known(math)
  if #math.text > LONGEST_INLINE or is_deep(math.text) then return false end
  return write { pandoc.Plain { math } }:match('^%s*%$.*%$%s*$') ~= nil
end

-- Word takes pandoc's own tree, without anything raw. Python fills in the images.
local for_word = {
  Math = function(math)
    if is_known(math) then return nil end
    unknown[#unknown + 1] = { piece = piece_number, text = math.text }
    return pandoc.Code(shortened(math.text))
  end,
  RawInline = function() return {} end,
  RawBlock = function() return {} end,
  Link = function(link)
    local target = link.target
    if target:match('^https?://') or target:match('^mailto:') then return pandoc.Link(link.content, target) end
    local label = target:match('^#') and labels[anchor(target)]
    return label and pandoc.Link(link.content, '#' .. label) or link.content
  end,
  Span = function(span)
    local kept = { style = span.attributes.style, dir = span.attributes.dir }
    return next(kept) and pandoc.Span(span.content, kept) or span.content
  end,
  Div = function(div)
    if div.attributes.dir then return nil end
    if not table.concat(div.classes, ' '):match('alert%-%a+') then return div.content end
    return pandoc.Div(div.content, pandoc.Attr('', {}, { ['custom-style'] = 'Callout' }))
  end,
}

-- Whether a piece is a heading and a line that says what to do with what is shown below: it stays with that.
local function leads(piece, following)
  local blocks = piece.blocks
  local line = blocks[#blocks]
  if #blocks < 2 or line.t ~= 'Para' or blocks[#blocks - 1].t ~= 'Header' then return false end
  local content = line.content
  local is_own = #content == 1 and (content[1].t == 'Image' or content[1].t == 'RawInline' or content[1].t == 'Strong')
  return not is_own
    and #pandoc.utils.stringify(line) <= SHORT_LINE
    and following ~= nil and following.kind == 'html'
end

function Pandoc(doc)
  token = pandoc.utils.stringify(doc.meta.token)
  title = doc.meta.given and pandoc.utils.stringify(doc.meta.given)
  title_is_given = title ~= nil
  BASE = pandoc.utils.stringify(doc.meta.base)
  local first = tonumber(pandoc.utils.stringify(doc.meta.first))
  formula_word = pandoc.utils.stringify(doc.meta.formula) .. '(%d+)x'
  local file = assert(io.open('formulas.json', 'rb'))
  formulas = pandoc.json.decode(file:read('a'), false)
  file:close()
  file = assert(io.open('hyphens.json', 'rb'))
  hyphenated = pandoc.json.decode(file:read('a'), false)
  file:close()
  local pieces, deep = {}, pandoc.List {}
  for _, block in ipairs(doc.blocks) do
    too_deep = false
    local kind, number = block.classes[1]:match('^(%a+)%-(%d+)$')
    local text, blocks = block.text, nil
    if kind == 'html' then
      blocks = read_html(text)
    else
      blocks = read_markdown(text)
    end
    if text:find(formula_word) then blocks = blocks:walk(from_words) end
    if too_deep then deep:insert(tonumber(number)) end
    may_be_title = tonumber(number) == first and begins_with_heading(blocks)
    blocks = may_hold_targets(text) and blocks:walk(targets) or blocks
    pieces[#pieces + 1] = { number = number, kind = kind, blocks = with_directions(blocks, text) }
  end
  if FORMAT == 'json' then
    local boxes = pandoc.Blocks {}
    for _, piece in ipairs(pieces) do
      piece_number = tonumber(piece.number)
      boxes:insert(pandoc.Div(piece.blocks:walk(for_word), pandoc.Attr('piece-' .. piece.number)))
    end
    return pandoc.Pandoc(boxes, { title = pandoc.MetaString(title or ''),
      deep = pandoc.MetaString(pandoc.json.encode(deep)),
      unknown = pandoc.MetaString(pandoc.json.encode(pandoc.List(unknown))) })
  end
  local out = pandoc.Blocks {}
  for i, piece in ipairs(pieces) do
    out:insert(pandoc.RawBlock('typst', token .. '=' .. piece.number .. ';'))
    local is_leading = leads(piece, pieces[i + 1])
    local written = piece.blocks:walk(to_typst)
    if is_leading then
      written:insert(#written, pandoc.RawBlock('typst', '#kept['))
      written:insert(pandoc.RawBlock('typst', ']'))
    end
    for _, block in ipairs(written) do
      local number = block.t == 'RawBlock' and block.text:match('^' .. token .. '(%d+);$')
      if number then places[tonumber(number)].top = true end
      if is_brief(block) then
        out:extend { pandoc.RawBlock('typst', '#brief['), block, pandoc.RawBlock('typst', ']') }
      else
        out:insert(block)
      end
    end
  end
  local data = { places = places, title = title or '', headings = heading_count, deep = deep }
  out:insert(pandoc.RawBlock('typst', token .. '=data;' .. pandoc.json.encode(data)))
  return pandoc.Pandoc(out)
end
