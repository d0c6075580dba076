<?xml version="1.0" encoding="UTF-8"?>
<!--
  Printers. One whose port names an IPv4 address is a network printer: one card for all machines that print on it, known
  by that address. All others are parts of their machine. What only looks like a printer (files, faxes, printers of a
  remote desktop's user) is none.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:exsl="http://exslt.org/common" xmlns:str="http://exslt.org/strings" exclude-result-prefixes="exsl str">
  <xsl:template match="/inventory/printer" mode="component">
    <xsl:param name="tag"/>
    <xsl:variable name="address"><xsl:call-template name="port-address"/></xsl:variable>
    <xsl:variable name="real"><xsl:call-template name="is-real-printer"/></xsl:variable>
    <xsl:if test="$address = '' and $real != ''">
      <Printer domain="ComputerPrinters" domaindirection="directed" identify="Code">
        <Code><xsl:value-of select="concat($tag, '/PRINTER/', normalize-space(name))"/></Code>
        <Description><xsl:value-of select="normalize-space(name)"/></Description>
        <Driver><xsl:value-of select="normalize-space(driver)"/></Driver>
        <Port><xsl:value-of select="normalize-space(port)"/></Port>
        <IPAddress/>
      </Printer>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/inventory/printer" mode="network-printer">
    <xsl:variable name="address"><xsl:call-template name="port-address"/></xsl:variable>
    <xsl:if test="$address != ''">
      <Printer domain="ComputerPrinters" domaindirection="directed" isshared="true" identify="IPAddress">
        <Code><xsl:value-of select="concat('PRINTER/', $address)"/></Code>
        <Description>
          <xsl:choose>
            <xsl:when test="normalize-space(driver) != ''"><xsl:value-of select="normalize-space(driver)"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="normalize-space(name)"/></xsl:otherwise>
          </xsl:choose>
        </Description>
        <Driver><xsl:value-of select="normalize-space(driver)"/></Driver>
        <IPAddress><xsl:value-of select="$address"/></IPAddress>
      </Printer>
    </xsl:if>
  </xsl:template>

  <!-- the first IPv4 address in the port: IP_10.0.0.5, socket://10.0.0.5:9100, 10.0.0.5_1 -->
  <xsl:template name="port-address">
    <xsl:variable name="port" select="substring(normalize-space(port), 1, 200)"/>
    <xsl:variable name="signs" select="translate($port, '0123456789.', '')"/>
    <xsl:variable name="blanks" select="str:padding(200)"/>
    <xsl:variable name="addresses">
      <xsl:for-each select="str:tokenize(translate($port, $signs, $blanks))">
        <xsl:variable name="bytes" select="str:tokenize(., '.')"/>
        <xsl:if test="count($bytes) = 4 and string-length(translate(., '0123456789', '')) = 3 and not($bytes[. &gt; 255 or string-length() &gt; 3]) and $bytes[1] &gt; 0 and . != '127.0.0.1'">
          <address><xsl:value-of select="."/></address>
        </xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:value-of select="exsl:node-set($addresses)/address[1]"/>
  </xsl:template>

  <xsl:template name="is-real-printer">
    <xsl:variable name="text" select="translate(concat('|', normalize-space(port), '|', normalize-space(driver), '|', normalize-space(name)), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"/>
    <xsl:variable name="unreal" select="starts-with($text, '|portprompt:') or starts-with($text, '|nul:') or starts-with($text, '|file:') or starts-with($text, '|shrfax:') or starts-with($text, '|xpsport:') or starts-with($text, '|cups-pdf:') or starts-with(translate($text, '0123456789', '##########'), '|ts###') or contains($text, 'print to pdf') or contains($text, 'xps document writer') or contains($text, 'onenote') or contains($text, 'microsoft shared fax')"/>
    <xsl:if test="normalize-space(name) != '' and not($unreal)">1</xsl:if>
  </xsl:template>
</xsl:stylesheet>
